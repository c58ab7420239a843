using Gateway.Core.Models;
using Gateway.Journal;

namespace Gateway.Registry;

/// <summary>What a check's result makes of a version: ready or rejected.</summary>
internal sealed partial class CheckVerdicts(
    IRegistryStore store, ModelCatalog catalog, IServingVersions serving, ArtifactRetention retention, TimeProvider time, ILogger<CheckVerdicts> logger)
{
    private const string WaysOut =
        "ways out: fill new inputs with the record's inputDefaults, drop old ones with the setting ignoreInputs, or register with ?incompatible=allow";

    public async Task<VersionRecord> ApplyAsync(VersionRecord version, ModelCheckResult result, bool allowIncompatible, CancellationToken cancellationToken)
    {
        if (catalog.Find(version.Key) is not { } now)
        {
            return Gone(version);
        }

        IReadOnlyList<CheckProblem> incompatible = result.Signature is { } signature ? Compare(now, signature) : [];
        List<CheckProblem> problems = [.. result.Problems, .. allowIncompatible ? [] : incompatible];
        VersionRecord judged = now with
        {
            State = problems.Count == 0 ? VersionState.Ready : VersionState.Rejected,
            Signature = result.Signature,
            Report = result.Report,
            Problems = problems,
            Incompatible = incompatible.Count > 0,
        };
        string reason = string.Join(" ", problems.Select(problem => $"{problem.Check}: {problem.Message}"));
        string kind = judged.State == VersionState.Ready ? JournalKinds.VersionState : JournalKinds.VersionRejected;
        await store.UpdateAsync(
            judged,
            new JournalEntry(time.GetUtcNow(), kind, judged.Key.Model, judged.Key.Version, From: "validating", To: judged.State.ToString().ToLowerInvariant(), Actor: "gateway", Reason: reason.Length > 0 ? reason : null),
            cancellationToken);
        if (!catalog.Update(judged))
        {
            return Gone(version);
        }

        LogChecked(judged.Key.Model, judged.Key.Version, judged.State, reason);
        if (judged.State == VersionState.Ready)
        {
            await serving.AdoptAsync(judged.Key, judged.CreatedBy, cancellationToken);
        }

        await retention.SweepAsync(judged.Key.Model, cancellationToken, judged.Key);
        return judged;
    }

    private static VersionRecord Gone(VersionRecord version) => version with { State = VersionState.Rejected, Problems = [new CheckProblem("check", "The version was removed while it was checked.")] };

    private IReadOnlyList<CheckProblem> Compare(VersionRecord version, ModelSignature signature)
    {
        string model = version.Key.Model;
        if (serving.Baseline(model) is not { } baseline || baseline == version.Key.Version || catalog.Find(new VersionKey(model, baseline))?.Signature is not { } old)
        {
            return [];
        }

        IReadOnlyList<string> problems = Compatibility.Problems(
            old, signature, [.. VersionDocument.Read(version.Record, []).InputDefaults.Keys], [.. catalog.Settings(model).Document.IgnoreInputs]);
        return problems.Count == 0 ? [] : [.. problems.Select(problem => new CheckProblem("signature", $"against version {baseline}, {problem}")), new CheckProblem("signature", WaysOut)];
    }

    [LoggerMessage(1002, LogLevel.Information, "{Model} {Version} is {State}. {Reason}")]
    private partial void LogChecked(string model, string version, VersionState state, string reason);
}
