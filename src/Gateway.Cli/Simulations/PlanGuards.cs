using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;

namespace Gateway.Cli.Simulations;

/// <summary>The guards of a resolved plan, with their shares of α as the gateway divides them.</summary>
internal static class PlanGuards
{
    public static (GuardSet Live, GuardSet? Copies, GuardSet? Bake) Read(RolloutSpec spec, bool copies, List<string> problems)
    {
        ImmutableArray<Guard> live = Guards(spec.Guards, "guards", problems);
        ImmutableArray<Guard> named = Guards(spec.Shadow?.Guards, "shadow.guards", problems);
        ImmutableArray<Guard> onCopies = named.IsEmpty ? [.. RunGuards.OnCopies(live)] : [.. named, .. live.Where(guard => guard.Measure == Measure.Disagreements && named.All(other => other.Text != guard.Text))];
        live = live.RemoveAll(guard => guard.Measure == Measure.Disagreements);
        if (live.IsEmpty || spec.Alpha is not { } alpha || spec.AlphaPromote is not { } promote)
        {
            problems.Add("guards, alpha and alphaPromote must be given");
            return (new GuardSet([], 0.05), null, null);
        }

        try
        {
            return new RunGuards(live, copies ? onCopies : [], Guards(spec.Bake?.Guards, "bake.guards", problems)).Judged(alpha, promote);
        }
        catch (ArgumentException problem)
        {
            problems.Add(problem.Message.Split(" (Parameter")[0]);
            return (new GuardSet([], promote), null, null);
        }
    }

    private static ImmutableArray<Guard> Guards(IReadOnlyList<JsonElement>? elements, string path, List<string> problems) =>
        [.. (elements ?? []).Select((element, index) => Guard(element, $"{path}[{index}]", problems)).OfType<Guard>()];

    private static Guard? Guard(JsonElement element, string path, List<string> problems)
    {
        Written? written = element.ValueKind == JsonValueKind.String ? new Written(element.GetString()!) : element.Deserialize<Written>(ContractJson.Options);
        if (GuardText.Parse(written?.Guard ?? "", out string? problem) is not { } guard)
        {
            problems.Add($"{path}: {problem}");
            return null;
        }

        return guard with { Action = written!.Action ?? guard.Measure.DefaultAction(), DryRun = written.DryRun ?? false, Alpha = written.Alpha };
    }

    private sealed record Written(string Guard, GuardAction? Action = null, bool? DryRun = null, double? Alpha = null);
}
