using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>Of a gate: each of its lines becomes a finding in the version's report.</summary>
    private const int MostGate = 64 << 10;

    /// <summary>What is missing here comes from there.</summary>
    public VersionTrial Or(VersionTrial other) => new(Golden ?? other.Golden, Gate ?? other.Gate);

    /// <summary>In whatever order and spacing the two are written; <c>10m</c> and <c>600s</c> are two gates.</summary>
    public bool HasGateOf(VersionTrial other) => JsonNode.DeepEquals(Parsed(Gate), Parsed(other.Gate));

    /// <param name="problems">Gets unknown names, wrong types and limits that cannot be meant.</param>
    public void Check(List<ProblemItem> problems)
    {
        if (Gate is { Length: > MostGate })
        {
            problems.Add(new ProblemItem("gate", $"has more than {MostGate} characters"));
        }
        else
        {
            Read(problems);
        }
    }

    /// <returns>Null: there is none.</returns>
    /// <exception cref="InvalidDataException">It was kept by a gateway that knows more than this one.</exception>
    public Gate? ReadGate()
    {
        List<ProblemItem> problems = [];
        Gate? gate = Read(problems);
        return problems.Count == 0 ? gate : throw new InvalidDataException($"{problems[0].Path} {problems[0].Message}");
    }

    private static JsonNode? Parsed(string? gate) => gate is null ? null : JsonNode.Parse(gate);

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
