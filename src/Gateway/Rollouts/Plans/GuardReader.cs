using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Names;

namespace Gateway.Rollouts.Plans;

/// <summary>Where a guard stands: not every measure is taken everywhere.</summary>
internal enum GuardPlace
{
    /// <summary>A policy: any.</summary>
    Policy,
    Run,
    RunWithCopies,
    Copies,
    Bake,
}

/// <summary>Reads guards as the API writes them, finding all that is wrong.</summary>
internal static class GuardReader
{
    private static readonly string[] Members = ["guard", "action", "dryRun", "alpha"];
    private static readonly string[] Actions = ["rollback", "hold", "notify"];

    public static ImmutableArray<Guard> Read(IReadOnlyList<JsonElement> elements, string path, GuardPlace place, List<ProblemItem> problems)
    {
        var guards = ImmutableArray.CreateBuilder<Guard>();
        for (int i = 0; i < elements.Count; i++)
        {
            if (Read(elements[i], $"{path}[{i}]", place, problems) is { } guard)
            {
                if (guards.Any(other => other.Text == guard.Text))
                {
                    problems.Add(new ProblemItem($"{path}[{i}]", "is given twice", guard.Text));
                }

                guards.Add(guard);
            }
        }

        return guards.ToImmutable();
    }

    public static JsonElement Write(Guard guard) => guard.Action == guard.Measure.DefaultAction() && !guard.DryRun && guard.Alpha is null
        ? JsonSerializer.SerializeToElement(guard.Text)
        : JsonSerializer.SerializeToElement(new { guard = guard.Text, action = JsonNamingPolicy.CamelCase.ConvertName(guard.Action.ToString()), dryRun = guard.DryRun, alpha = guard.Alpha });

    /// <returns>The element is the guard's text, or an object with it.</returns>
    public static bool Names(JsonElement element, Guard guard) =>
        (element.ValueKind == JsonValueKind.Object ? element.GetProperty("guard") : element).ValueEquals(guard.Text);

    private static Guard? Read(JsonElement element, string path, GuardPlace place, List<ProblemItem> problems)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return Parse(element.GetString()!, path, place, problems);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new ProblemItem(path, "must be a text such as \"errors <= 2%\" or an object with guard, action, dryRun, alpha", element.GetRawText()));
            return null;
        }

        foreach (JsonProperty unknown in element.EnumerateObject().Where(member => !Members.Contains(member.Name)))
        {
            problems.Add(new ProblemItem($"{path}.{unknown.Name}", NearestName.Unknown(unknown.Name, Members), unknown.Value.GetRawText()));
        }

        string? text = element.TryGetProperty("guard", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (text is null)
        {
            problems.Add(new ProblemItem($"{path}.guard", "must be a text such as \"errors <= 2%\""));
            return null;
        }

        return Parse(text, $"{path}.guard", place, problems) is { } guard
            ? guard with { Action = Action(element, guard, path, problems), DryRun = Flag(element, path, problems), Alpha = Alpha(element, path, problems) }
            : null;
    }

    private static Guard? Parse(string text, string path, GuardPlace place, List<ProblemItem> problems)
    {
        Guard? guard = GuardText.Parse(text, out string? problem);
        string? objection = problem ?? (guard!.Measure, place) switch
        {
            (Measure.Wrong, GuardPlace.Run or GuardPlace.RunWithCopies or GuardPlace.Copies) => "ground truth comes late: judge it in the bake (bake.guards)",
            (Measure.Disagreements, GuardPlace.Run or GuardPlace.Bake) => "is measured on copies: name a shadow phase (\"shadow\":{\"percent\":100})",
            (var measure, GuardPlace.Copies) when guard.IsRelative && !measure.IsLatency() => "is a factor of the baseline, and copies are judged by limits",
            _ => null,
        };
        if (objection is not null)
        {
            problems.Add(new ProblemItem(path, objection, text));
            return null;
        }

        return guard! with { Action = guard!.Measure.DefaultAction() };
    }

    private static GuardAction Action(JsonElement element, Guard guard, string path, List<ProblemItem> problems)
    {
        if (!element.TryGetProperty("action", out JsonElement action))
        {
            return guard.Action;
        }

        if (action.ValueKind == JsonValueKind.String && Actions.Contains(action.GetString()))
        {
            return Enum.Parse<GuardAction>(action.GetString()!, ignoreCase: true);
        }

        problems.Add(new ProblemItem($"{path}.action", $"must be rollback, hold or notify{NearestName.Hint(action.ToString(), Actions)}", action.GetRawText()));
        return guard.Action;
    }

    private static bool Flag(JsonElement element, string path, List<ProblemItem> problems)
    {
        bool given = element.TryGetProperty("dryRun", out JsonElement flag);
        if (given && flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            problems.Add(new ProblemItem($"{path}.dryRun", "must be true or false", flag.GetRawText()));
        }

        return given && flag.ValueKind == JsonValueKind.True;
    }

    private static double? Alpha(JsonElement element, string path, List<ProblemItem> problems)
    {
        if (!element.TryGetProperty("alpha", out JsonElement alpha) || alpha.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (alpha.ValueKind == JsonValueKind.Number && alpha.GetDouble() is > 0 and < 1 and var share)
        {
            return share;
        }

        problems.Add(new ProblemItem($"{path}.alpha", "must be between 0 and 1", alpha.GetRawText()));
        return null;
    }
}
