using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Rollouts;

/// <summary>All that a run's page shows.</summary>
/// <param name="Story">Its lines of the journal, newest first.</param>
/// <param name="Minute">The model's versions over the last minute and a half; null after the end.</param>
/// <param name="Latencies">Of the hour; null after the end.</param>
public sealed record RolloutLook(Rollout Run, IReadOnlyList<Event> Story, Stats? Minute, Latencies? Latencies)
{
    private const int Lines = 200;
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(90);

    internal static async Task<RolloutLook> LoadAsync(GatewayClient client, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Rollout run = await client.RolloutAsync(id, cancellationToken);
        Page<Event> events = await client.LastEventsAsync(run.Model, null, Lines, cancellationToken);
        Stats? minute = run.EndedAt is null ? await client.StatsAsync(run.Model, now - Recent, "10s", cancellationToken) : null;
        Latencies? latencies = run.EndedAt is null ? await client.LatenciesAsync(run.Model, cancellationToken) : null;
        return new RolloutLook(run, [.. events.Items.Where(line => line.Rollout == id).Reverse()], minute, latencies);
    }
}
