using System.Text.Json;

namespace Gateway.TestKit.Deployment;

/// <summary>What Prometheus and Grafana are given.</summary>
public static class MonitoringFiles
{
    private static readonly JsonElement Parsed = JsonDocument.Parse(File.ReadAllText(Path.Combine(Paths.Repository, DashboardPath))).RootElement;

    public const string DashboardPath = "deploy/grafana/dashboards/gateway.json";

    public static PrometheusFile Prometheus { get; } = ComposeFile.Read<PrometheusFile>("deploy/prometheus/prometheus.yml");

    public static IReadOnlyList<PrometheusRule> Alerts { get; } = Rules("alerts.yml");

    /// <summary>Series that Prometheus makes of ours.</summary>
    public static IReadOnlyList<PrometheusRule> Recorded { get; } = Rules("recording.yml");

    /// <summary>Every query of the dashboard, with the legend that reads its labels.</summary>
    public static IReadOnlyList<Query> Dashboard { get; } =
    [
        .. from panel in Parsed.GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           select new Query(target.GetProperty("expr").GetString()!, target.GetProperty("legendFormat").GetString()!),
        .. from note in Parsed.GetProperty("annotations").GetProperty("list").EnumerateArray()
           select new Query(note.GetProperty("expr").GetString()!, note.GetProperty("titleFormat").GetString()!),
    ];

    /// <summary>The name of each data source that the dashboard asks.</summary>
    public static IReadOnlySet<string> DashboardSources { get; } =
        Parsed.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Append(panel))
            .Concat(Parsed.GetProperty("templating").GetProperty("list").EnumerateArray())
            .Select(asks => asks.GetProperty("datasource").GetProperty("uid").GetString()!).ToHashSet();

    public static IReadOnlyList<Query> Queries { get; } =
        [.. Dashboard, .. Alerts.Concat(Recorded).Select(rule => new Query(rule.Expr, string.Join(' ', rule.Annotations.Values)))];

    private static IReadOnlyList<PrometheusRule> Rules(string file) => [.. ComposeFile.Read<RulesFile>($"deploy/prometheus/{file}").Groups.SelectMany(group => group.Rules)];
}

/// <summary>prometheus.yml.</summary>
public sealed class PrometheusFile
{
    public List<string> RuleFiles { get; init; } = [];

    public List<ScrapeJob> ScrapeConfigs { get; init; } = [];

    public IEnumerable<string> Targets(string job) => ScrapeConfigs.Single(one => one.JobName == job).StaticConfigs.SelectMany(group => group.Targets);
}

public sealed class ScrapeJob
{
    public string JobName { get; init; } = "";

    public string MetricsPath { get; init; } = "/metrics";

    public List<TargetGroup> StaticConfigs { get; init; } = [];
}

public sealed class TargetGroup
{
    public List<string> Targets { get; init; } = [];
}

/// <summary>alerts.yml and recording.yml.</summary>
public sealed class RulesFile
{
    public List<RuleGroup> Groups { get; init; } = [];
}

public sealed class RuleGroup
{
    public List<PrometheusRule> Rules { get; init; } = [];
}

public sealed class PrometheusRule
{
    public string Alert { get; init; } = "";

    public string Record { get; init; } = "";

    public string Expr { get; init; } = "";

    public Dictionary<string, string> Annotations { get; init; } = [];
}
