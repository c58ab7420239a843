using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;
using Prometheus;

namespace Gateway.Tests.Telemetry;

/// <summary>The series of 1 000 models in a rollout with three guards, 2 000 versions, each with a host that something else runs (so many processes fit nowhere) and traffic that went well and badly.</summary>
internal sealed class ThousandModels : IHostLoad, IDisposable
{
    public const int Count = 1000;

    private static readonly string[] Guards = ["errors <= 2%", "p99 <= 1.25x baseline", "rejections <= 1.5x baseline"];
    private static readonly string[] PerGuard = ["gateway_guard_limit", "gateway_guard_log_evidence", "gateway_guard_threshold"];

    private readonly CollectorRegistry _registry = Metrics.DefaultRegistry;
    private readonly HostDirectory _hosts = new();
    private readonly List<VersionRoute> _versions = [];
    private readonly List<Gauge.Child> _shown = [];

    public ThousandModels()
    {
        _ = new HostMetrics(_hosts, this, new HostTraffic(_hosts)).StartAsync(CancellationToken.None);
        for (int model = 0; model < Count; model++)
        {
            Begin($"fraud-detection-{model:0000}", "1");
            Begin($"fraud-detection-{model:0000}", "2");
            RollOut($"fraud-detection-{model:0000}");
        }
    }

    public int InFlight(string hostId) => 0;

    public bool Ejected(string hostId) => false;

    public async Task<byte[]> ScrapeAsync()
    {
        using MemoryStream text = new();
        await _registry.CollectAndExportAsTextAsync(text, ExpositionFormat.OpenMetricsText, CancellationToken.None);
        return text.ToArray();
    }

    public void Dispose()
    {
        foreach (VersionRoute version in _versions)
        {
            _hosts.Publish(version.Key, []);
            version.EndSeries();
        }

        _shown.ForEach(child => child.Remove());
    }

    private void Begin(string model, string number)
    {
        VersionRoute version = new(new VersionKey(model, number), plainHttp: false);
        _versions.Add(version);
        foreach (Outcome outcome in (Outcome[])[Outcome.Ok, Outcome.Failed])
        {
            version.Metrics.Attempted(new Attempt { Arm = version, Assignment = Assignment.Randomised, Outcome = outcome, Duration = TimeSpan.FromMilliseconds(3) });
            version.Metrics.Responded(outcome == Outcome.Ok ? 200 : 502, rescued: false, TimeSpan.FromMilliseconds(3));
        }

        _hosts.Publish(version.Key, [new HostView($"{version.Key}/0", 0, version.Key, HostState.Ready, new Uri("http://127.0.0.1:9"), null, null, "v2", model, null, new Dictionary<string, string>(), null, 0, "cpu")]);
    }

    private void RollOut(string model)
    {
        Show("gateway_rollout_phase", 1, ("model", model), ("phase", "progressing"));
        foreach (string version in (string[])["1", "2"])
        {
            Show("gateway_weight", 50, ("model", model), ("version", version), ("kind", "desired"));
            Show("gateway_weight", 50, ("model", model), ("version", version), ("kind", "observed"));
        }

        foreach (string guard in Guards)
        {
            Show("gateway_guard_rate", 0.0123456789, ("model", model), ("guard", guard), ("role", "candidate"));
            Show("gateway_guard_rate", 0.0123456789, ("model", model), ("guard", guard), ("role", "baseline"));
            Array.ForEach(PerGuard, name => Show(name, 0.123456789, ("model", model), ("guard", guard)));
        }
    }

    /// <summary>The gateway's own series of that name.</summary>
    private void Show(string name, double value, params (string Name, string Value)[] labels)
    {
        Gauge.Child child = Metrics.CreateGauge(name, "", [.. labels.Select(label => label.Name)]).WithLabels([.. labels.Select(label => label.Value)]);
        child.Set(value);
        _shown.Add(child);
    }
}
