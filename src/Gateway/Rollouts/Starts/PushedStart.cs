using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;

namespace Gateway.Rollouts.Starts;

/// <summary>Rolls out a pushed version, or says in the journal why not.</summary>
internal sealed partial class PushedStart(RolloutStarts starts, LoopGuard loop, IJournal journal, ModelCatalog catalog, TimeProvider time, ILogger<PushedStart> logger)
{
    public async Task StartAsync(VersionKey version, CancellationToken cancellationToken)
    {
        try
        {
            if (await loop.ObjectionAsync(version, cancellationToken) is { } objection)
            {
                throw new RefusedException(409, "rollback-loop", "Automatic starts are off.", objection);
            }

            RolloutSpec spec = new() { Candidate = version.Version, Reason = $"onPush, by {catalog.Find(version)?.CreatedBy ?? Caller.Anonymous}" };
            await starts.StartAsync(version.Model, spec, new Caller("gateway", ""), cancellationToken);
        }
        catch (Exception problem) when (problem is RefusedException or IOException)
        {
            LogNotStarted(version.Model, version.Version, problem.Message);
            await TellAsync(version, problem.Message, cancellationToken);
        }
    }

    private async Task TellAsync(VersionKey version, string why, CancellationToken cancellationToken)
    {
        try
        {
            await journal.WriteAsync(new JournalEntry(time.GetUtcNow(), JournalKinds.RolloutRefused, version.Model, version.Version, Actor: "gateway", Reason: why), cancellationToken);
        }
        catch (IOException)
        {
            // the log has it
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "{Model} {Version} was pushed, and its rollout was not started: {Reason}")]
    private partial void LogNotStarted(string model, string version, string reason);
}
