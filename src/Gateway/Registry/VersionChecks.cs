using System.Collections.Concurrent;
using Gateway.Core.Models;
using Gateway.Core.Preflight;
using Gateway.Journal;
using Polly;
using Polly.Retry;

namespace Gateway.Registry;

/// <summary>Checks versions before they may serve, and goes on with those that a restart interrupted.</summary>
internal sealed partial class VersionChecks(
    IModelCheck check, IRegistryStore store, ModelCatalog catalog, CheckVerdicts verdicts, TimeProvider time, ILogger<VersionChecks> logger) : IDisposable
{
    private readonly ConcurrentDictionary<VersionKey, Task<VersionRecord>> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>A host that something else runs may come later: asked again and again, at most every 5 s.</summary>
    private readonly ResiliencePipeline<ModelCheckResult> _patiently = new ResiliencePipelineBuilder<ModelCheckResult> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<ModelCheckResult>
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            ShouldHandle = new PredicateBuilder<ModelCheckResult>().HandleResult(result => result.Problems.Count > 0),
        }).Build();

    /// <returns>The version, checked; one check at a time per version.</returns>
    public Task<VersionRecord> Start(VersionRecord version, bool allowIncompatible) =>
        _running.GetOrAdd(version.Key, _ => Task.Run(() => RunAsync(version, allowIncompatible), _stopping.Token));

    public void Resume()
    {
        foreach (VersionRecord version in catalog.All.Where(version => version.State == VersionState.Validating))
        {
            _ = Start(version, version.Incompatible);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<VersionRecord> RunAsync(VersionRecord version, bool allowIncompatible)
    {
        try
        {
            ModelCheckResult result = await LookAsync(version, _stopping.Token);
            return await verdicts.ApplyAsync(version, result, allowIncompatible, _stopping.Token);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogFailed(version.Key.Model, version.Key.Version, problem);
            VersionRecord rejected = version with { State = VersionState.Rejected, Problems = [new CheckProblem("check", "The check itself failed; push again.")] };
            await store.UpdateAsync(rejected, Entry(rejected, "the check itself failed"), CancellationToken.None);
            catalog.Update(rejected);
            return rejected;
        }
        finally
        {
            _running.TryRemove(version.Key, out _);
        }
    }

    private async Task<ModelCheckResult> LookAsync(VersionRecord version, CancellationToken cancellationToken) => version.Source switch
    {
        VersionSource.Artifact artifact => await CheckAsync(version, artifact, cancellationToken),
        VersionSource.Addresses addresses => await _patiently.ExecuteAsync(
            async token => catalog.Find(version.Key)?.Source is VersionSource.Addresses now
                ? await check.DiscoverAsync(now, version.Key.Model, token)
                : throw new OperationCanceledException("The version is gone."),
            cancellationToken),
        _ => throw new InvalidOperationException($"{version.Key} has no source."),
    };

    private async Task<ModelCheckResult> CheckAsync(VersionRecord version, VersionSource.Artifact artifact, CancellationToken cancellationToken)
    {
        VersionTrial trial = await store.TrialAsync(version.Key, cancellationToken);
        Gate? gate = trial.ReadGate();
        ModelCheckResult result = await check.CheckAsync(artifact, trial.Golden, gate?.Measures() ?? false, catalog.Settings(version.Key.Model).Document.Device, cancellationToken);
        return gate is null ? result : GatedCheck.Apply(result, gate, version.Record);
    }

    private JournalEntry Entry(VersionRecord version, string reason) =>
        new(time.GetUtcNow(), JournalKinds.VersionRejected, version.Key.Model, version.Key.Version, To: "rejected", Actor: "gateway", Reason: reason);

    [LoggerMessage(1001, LogLevel.Error, "The check of {Model} {Version} failed")]
    private partial void LogFailed(string model, string version, Exception problem);
}
