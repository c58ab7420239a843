using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Judged = Gateway.Core.Analysis.Evidence;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl judge EVIDENCE.json</c>: the verdicts, computed anew from the integers.</summary>
internal static class JudgeCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> file = new("file") { Description = "What GET /rollouts/{id}/evidence answered." };
        Command command = new("judge", "Recomputes a rollout's verdicts, offline.");
        command.Arguments.Add(file);
        command.SetAction((result, token) => RunAsync(context, result, result.GetValue(file)!, token));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, string file, CancellationToken cancellationToken)
    {
        Contracts.Evidence evidence = JsonSerializer.Deserialize<Contracts.Evidence>(await File.ReadAllTextAsync(file, cancellationToken), ContractJson.Options)!;
        if (evidence is not { Guards: not null, Segments: not null, Plan: { Candidate: not null, Baseline: not null } })
        {
            throw new JsonException($"{file} is no evidence: it lacks guards, segments, or a plan with its candidate and its baseline.");
        }

        GuardSet guards = new([.. evidence.Guards.Select(Guard)], evidence.Plan.AlphaPromote ?? 0.05);
        IReadOnlyList<EvidenceSegment> at = evidence.VerdictAt is { } verdict && verdict.TryGetProperty("segments", out JsonElement segments)
            ? segments.Deserialize<IReadOnlyList<EvidenceSegment>>(ContractJson.Options)!
            : evidence.Segments;
        ImmutableArray<Judgement> now = Judge.Verdicts(guards, Counted(evidence, evidence.Segments));
        ImmutableArray<Judgement> then = Judge.Verdicts(guards, Counted(evidence, at));
        context.Show(result, then.Select(View), ["guard", "at the verdict", "in the end", "log E", "threshold", "says"], then.Zip(now).Select(pair => new[]
        {
            pair.First.Guard.Guard.Text, Word(pair.First.Verdict), Word(pair.Second.Verdict),
            pair.First.LogE.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), pair.First.Guard.Threshold.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), Says.Sentence(pair.First, null),
        }));
        return then.Any(judgement => judgement.Verdict == Verdict.Failed) ? Exit.No : then.All(judgement => judgement.Verdict == Verdict.Passed) ? Exit.Done : Exit.Inconclusive;
    }

    private static object View(Judgement judgement) => new
    {
        guard = judgement.Guard.Guard.Text, verdict = Word(judgement.Verdict), candidateBad = judgement.Totals.CandidateBad, candidateAttempts = judgement.Totals.CandidateAttempts,
        baselineBad = judgement.Totals.BaselineBad, baselineAttempts = judgement.Totals.BaselineAttempts, logE = judgement.LogE, logPass = judgement.LogPass, threshold = judgement.Guard.Threshold,
    };

    private static JudgedGuard Guard(EvidenceGuard guard) => GuardText.Parse(guard.Guard, out string? problem) is { } parsed
        ? new JudgedGuard(parsed with { Action = Enum.Parse<GuardAction>(guard.Action, ignoreCase: true) }, guard.Alpha, guard.Frozen is { } seconds ? TimeSpan.FromSeconds(seconds) : null, guard.Shadow)
        : throw new JsonException($"{guard.Guard}: {problem}");

    private static Judged Counted(Contracts.Evidence evidence, IReadOnlyList<EvidenceSegment> segments)
    {
        string candidate = evidence.Plan.Candidate!, baseline = evidence.Plan.Baseline!;
        return new Judged(
            [.. segments.Select(segment => new Segment(
                segment.Id, (int)(segment.Weights.GetValueOrDefault(candidate) * 100), (int)(segment.Weights.GetValueOrDefault(baseline) * 100),
                segment.Measures.ToImmutableDictionary(measure => measure.Key, measure => new Counts(
                    measure.Value.CandidateBad, measure.Value.Bad - measure.Value.CandidateBad, measure.Value.CandidateAttempts, measure.Value.BaselineAttempts))))],
            ImmutableDictionary<string, long>.Empty);
    }

    private static string Word(Verdict verdict) => JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString());
}
