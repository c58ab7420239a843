using System.Text;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Preflight;

namespace Gateway.Registry;

/// <summary>What a version is held against when it is checked: pushed with it, and kept beside it.</summary>
/// <param name="Golden">Rows to ask, JSONL; null: none.</param>
/// <param name="Gate">What it must fulfil, JSON; null: no more than every version.</param>
internal sealed record VersionTrial(string? Golden, string? Gate)
{
    public static readonly VersionTrial None = new(null, null);

    /// <summary>What is missing here comes from there.</summary>
    public VersionTrial Or(VersionTrial other) => new(Golden ?? other.Golden, Gate ?? other.Gate);

    /// <param name="problems">Gets unknown names, wrong types and limits that cannot be meant.</param>
    public void Check(List<ProblemItem> problems) => Read(problems);

    /// <returns>As it is after <see cref="Check"/> found nothing; null: there is none.</returns>
    public Gate? ReadGate() => Read([]);

    private Gate? Read(List<ProblemItem> problems)
    {
        if (Gate is null)
        {
            return null;
        }

        List<ProblemItem> form = [];
        Gate? gate = JsonBody.ParseRight<Gate>(Encoding.UTF8.GetBytes(Gate), form, "gate");
        problems.AddRange(FormAndRules.Joined(form, (gate?.Problems() ?? []).Select(problem => new ProblemItem($"gate.{problem.Path}", problem.Message, problem.Value))));
        return gate;
    }
}
