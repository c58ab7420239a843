using Cronos;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;

namespace Gateway.Rollouts.Freezes;

/// <summary>The freeze in memory.</summary>
internal sealed class FreezeBook(TimeProvider time)
{
    private Freeze? _freeze;

    public Freeze? Current
    {
        get => Volatile.Read(ref _freeze);
        set => Volatile.Write(ref _freeze, value);
    }

    /// <returns>A freeze holds for the model in this minute.</returns>
    public bool Holds(string model)
    {
        if (Current is not { } freeze || !freeze.Models.Any(pattern => pattern == "*" || pattern == model || pattern.EndsWith('*') && model.StartsWith(pattern[..^1], StringComparison.Ordinal)))
        {
            return false;
        }

        DateTimeOffset now = time.GetUtcNow();
        if (freeze.Until is { } until && now >= until)
        {
            return false;
        }

        return freeze.Windows is not { Count: > 0 } windows || windows.Any(window => InMinute(CronExpression.Parse(window), now.UtcDateTime));
    }

    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public static void Require(Freeze freeze)
    {
        List<ProblemItem> problems = [];
        if (freeze.Models is not { Count: > 0 })
        {
            problems.Add(new ProblemItem("models", "must hold at least one name, or *"));
        }

        foreach ((int index, string pattern) in (freeze.Models ?? []).Index())
        {
            if (pattern != "*" && !ModelName.IsValid(pattern.EndsWith('*') ? pattern[..^1] : pattern))
            {
                problems.Add(new ProblemItem($"models[{index}]", "must be a model's name, the beginning of one and a *, or *", pattern));
            }
        }

        foreach ((int index, string window) in (freeze.Windows ?? []).Index())
        {
            if (!CronExpression.TryParse(window, out _))
            {
                problems.Add(new ProblemItem($"windows[{index}]", "must be five cron fields, such as * 18-23 * * 5", window));
            }
        }

        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }
    }

    private static bool InMinute(CronExpression window, DateTime now)
    {
        DateTime minute = new(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, DateTimeKind.Utc);
        return window.GetNextOccurrence(minute, inclusive: true) == minute;
    }
}
