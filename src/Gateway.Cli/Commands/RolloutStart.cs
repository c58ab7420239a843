using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl rollout start MODEL VERSION</c>.</summary>
internal static class RolloutStart
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        Argument<string> version = new("version");
        RolloutOptions options = new();
        Option<bool> dryRun = new("--dry-run") { Description = "Only says what it would take." };
        Option<bool> wait = new("--wait") { Description = "Follows it to its end." };
        return context.Command("start", "Starts a rollout.", [model, version, .. options.All, dryRun, wait], async (result, client, token) =>
        {
            RolloutSpec spec = options.Read(result) with { Candidate = result.GetValue(version) };
            if (result.GetValue(dryRun))
            {
                return Preview(context, result, await client.PreviewAsync(result.GetValue(model)!, spec, token));
            }

            Rollout rollout = await client.StartAsync(result.GetValue(model)!, spec, token);
            return result.GetValue(wait)
                ? await RolloutWatch.FollowAsync(context.Printer, result, client, rollout, result.GetValue(options.Timeout)!, token)
                : RolloutWatch.Show(context, result, rollout);
        });
    }

    private static int Preview(CommandContext context, ParseResult result, RolloutPreview preview)
    {
        context.Show(result, preview, ["weight", "samples", "time"], preview.Steps.Select(step => new[]
        {
            step.Weight.ToString("0.## '%'", CultureInfo.InvariantCulture), $"{step.MinSamples}", step.Time ?? "not known",
        }));
        if (!context.Printer.IsJson(result))
        {
            context.Printer.Line($"{preview.ShareAtRisk.ToString("0.##", CultureInfo.InvariantCulture)} % of the requests meanwhile go to the candidate.");
            foreach (string warning in preview.Warnings)
            {
                context.Printer.Line(warning);
            }
        }

        return Exit.Done;
    }
}

/// <summary>How a rollout goes, as options.</summary>
internal sealed class RolloutOptions
{
    private readonly Option<string[]> _guards = new("--guard") { Description = "Such as 'errors <= 2%'; may be repeated." };
    private readonly Option<decimal[]> _steps = new("--step") { Description = "A weight in percent, such as 5 or 12.5; may be repeated." };
    private readonly Option<string?> _policy = new("--policy") { Description = "Its name; default: the one in the model's settings." };
    private readonly Option<string?> _strategy = new("--strategy") { Description = "canary, blueGreen or shadow; default: the policy's." };
    private readonly Option<string?> _bake = new("--bake") { Description = "How long the old version stays as the control, such as 15m." };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for the journal." };
    private readonly Option<bool> _replace = new("--replace") { Description = "Ends a rollout that is running." };
    private readonly Option<bool> _force = new("--force") { Description = "Also a quarantined or incompatible version." };

    public Option<string> Timeout { get; } = RolloutWatch.Timeout();

    public IEnumerable<Option> All => [_guards, _steps, _policy, _strategy, _bake, _reason, _replace, _force, Timeout];

    public RolloutSpec Read(ParseResult result) => new()
    {
        Guards = result.GetValue(_guards) is { Length: > 0 } guards ? [.. guards.Select(guard => JsonSerializer.SerializeToElement(guard))] : null,
        Steps = result.GetValue(_steps) is { Length: > 0 } steps ? JsonSerializer.SerializeToElement(steps.Select(step => new StepSpec { Weight = step }), ContractJson.Options) : null,
        Policy = result.GetValue(_policy),
        Strategy = result.GetValue(_strategy),
        Bake = result.GetValue(_bake) is { } bake ? new BakeSpec { Duration = bake } : null,
        Reason = result.GetValue(_reason),
        IfRunning = result.GetValue(_replace) ? "replace" : null,
        Force = result.GetValue(_force) ? true : null,
    };
}
