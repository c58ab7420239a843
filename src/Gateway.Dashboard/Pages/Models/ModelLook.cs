using Gateway.Contracts;
using Gateway.Dashboard.Charts;

namespace Gateway.Dashboard.Pages.Models;

/// <summary>All that a model's page shows.</summary>
public sealed record ModelLook(Model Model, Stats Stats, IReadOnlyList<Event> Events, Stretch Stretch, DateTimeOffset To)
{
    public DateTimeOffset From => To - Stretch.Length;

    private static readonly HashSet<string> Marked = ["rolloutStarted", "rolloutChanged", "trafficChanged", "guardSuspect", "guardFailed", "hostFlapping", "versionRegistered"];

    internal static async Task<ModelLook> LoadAsync(GatewayClient client, string model, Stretch stretch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset to = stretch.End(now), from = to - stretch.Length;
        Task<Stats> stats = client.StatsAsync(model, from, stretch.Step, cancellationToken);
        Task<Page<Event>> events = client.LastEventsAsync(model, null, 200, cancellationToken);
        return new ModelLook(await client.ModelAsync(model, cancellationToken), await stats, [.. (await events).Items.Reverse()], stretch, to);
    }

    /// <summary>The journal's lines on the charts' axis.</summary>
    internal IReadOnlyList<ChartMark> Marks =>
    [
        .. Events.Where(line => Marked.Contains(line.Kind) && line.At >= From && line.At <= To).Select(line => new ChartMark(
            (line.At - From) / (To - From), line.To is "rolledBack" or "rollingBack" || line.Kind is "guardFailed" or "hostFlapping" ? "mark-bad" : "mark-plain",
            $"{Format.Clock(line.At)} {Format.Word(line.Kind)} {Format.Word(line.To ?? "")}: {line.Reason ?? line.Actor}")),
    ];
}
