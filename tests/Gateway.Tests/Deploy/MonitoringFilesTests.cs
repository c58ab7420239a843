using System.Reflection;
using Gateway.Core.Rollouts;
using Gateway.Rollouts;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Prometheus;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>Scrape configuration, alerts and dashboard against the gateway's metrics and the compose file.</summary>
public sealed class MonitoringFilesTests
{
    private static readonly GatewayOptions Defaults = new();

    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "alerts.yml", "recording.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_accepts_the_file(params string[] arguments)
    {
        Assert.SkipUnless(Tool.Installed("promtool"), "promtool is not installed");

        (int code, string output) = await Tool.RunAsync(Path.Combine(Paths.Repository, "deploy/prometheus"), "promtool", arguments);

        Assert.True(code == 0, output);
    }

    [Fact]
    public void The_alerts_of_the_contract_are_there() =>
        Assert.Superset(new HashSet<string> { "RolledBack", "RolloutHeld", "RolloutWaitingLong", "HostFlapping", "ErrorBudgetBurn", "StoreAway" }, MonitoringFiles.Alerts.Select(alert => alert.Alert).ToHashSet());

    [Fact]
    public void Every_alert_has_a_test()
    {
        string tests = File.ReadAllText(Path.Combine(Paths.Repository, "deploy/prometheus/alerts.test.yml"));

        Assert.All(MonitoringFiles.Alerts, alert => Assert.Contains($"alertname: {alert.Alert}\n        exp_alerts:", tests));
    }

    [Fact]
    public void Every_alert_has_its_chapter_in_the_operators_guide_and_every_chapter_its_alert() => Assert.Equal(
        MonitoringFiles.Alerts.Select(alert => alert.Alert).Order(),
        File.ReadLines(Path.Combine(Paths.Repository, "docs/alerts.md")).Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..]).Order());

    [Fact]
    public void Every_series_of_an_alert_or_a_panel_is_one_of_ours_with_that_label()
    {
        Dictionary<string, string[]> metrics = Metrics();
        foreach (Query query in MonitoringFiles.Queries.Where(query => !query.Expression.Contains("nv_", StringComparison.Ordinal)))
        {
            Assert.NotEmpty(query.Series);
            HashSet<string> labels = [];
            foreach ((string metric, IReadOnlyDictionary<string, string> matchers) in query.Series)
            {
                Assert.True(metrics.TryGetValue(metric, out string[]? known), $"There is no {metric}: {query.Expression}");
                Assert.All(matchers.Keys, label => Assert.True(known.Contains(label), $"{metric} has no label {label}: {query.Expression}"));
                labels.UnionWith(known);
            }

            Assert.All(query.Grouped.Concat(query.Shown), label => Assert.True(labels.Contains(label), $"No series has {label}: {query}"));
        }
    }

    [Fact]
    public void What_is_shown_of_an_aggregation_is_what_it_keeps() =>
        Assert.All(MonitoringFiles.Queries.Where(query => query.Grouped.Any()), query => Assert.All(query.Shown, label => Assert.Contains(label, query.Grouped)));

    [Fact]
    public void Every_phase_that_is_asked_for_exists()
    {
        HashSet<string> phases = [.. Enum.GetValues<Phase>().Select(Words.Of)];
        string[] asked =
        [
            .. from query in MonitoringFiles.Queries
               from series in query.Series
               from matcher in series.Matchers
               where matcher.Key is "phase" or "from" or "to"
               from phase in matcher.Value.Split('|')
               select phase,
        ];

        Assert.NotEmpty(asked);
        Assert.All(asked, phase => Assert.Contains(phase, phases));
    }

    [Fact]
    public void Every_job_that_is_asked_for_is_scraped() =>
        Assert.All(
            MonitoringFiles.Queries.SelectMany(query => query.Series).Where(series => series.Matchers.ContainsKey("job")),
            series => Assert.Contains(series.Matchers["job"], MonitoringFiles.Prometheus.ScrapeConfigs.Select(job => job.JobName)));

    [Fact]
    public void The_gateway_is_scraped_on_its_admin_port()
    {
        Assert.Equal([$"gateway:{Defaults.AdminPort}"], MonitoringFiles.Prometheus.Targets("gateway"));
        Assert.All(MonitoringFiles.Prometheus.ScrapeConfigs, job => Assert.Equal("/metrics", job.MetricsPath));
    }

    [Fact]
    public void The_rules_lie_where_Prometheus_looks_for_them()
    {
        ComposeService prometheus = ComposeFile.Ours.Services["prometheus"];

        Assert.Equal("prometheus.yml", Path.GetFileName(prometheus.InRepository("/etc/prometheus/prometheus.yml")));
        Assert.All(MonitoringFiles.Prometheus.RuleFiles, file => Assert.True(File.Exists(prometheus.InRepository($"/etc/prometheus/{file}")), $"{file} is not mounted beside prometheus.yml"));
    }

    [Fact]
    public void Grafana_finds_its_source_and_its_dashboard()
    {
        ComposeService grafana = ComposeFile.Ours.Services["grafana"];
        SourcesFile sources = ComposeFile.Read<SourcesFile>(Path.GetRelativePath(Paths.Repository, grafana.InRepository("/etc/grafana/provisioning/datasources/prometheus.yml")!));
        ProvidersFile providers = ComposeFile.Read<ProvidersFile>(Path.GetRelativePath(Paths.Repository, grafana.InRepository("/etc/grafana/provisioning/dashboards/gateway.yml")!));
        string dashboard = Path.Combine(Paths.Repository, MonitoringFiles.DashboardPath);

        Assert.Equal([sources.Datasources.Single().Uid], MonitoringFiles.DashboardSources);
        Assert.Equal(PrometheusAddress(), sources.Datasources.Single().Url);
        Assert.Equal(Path.GetDirectoryName(dashboard), grafana.InRepository(providers.Providers.Single().Options["path"]));
        Assert.Equal(dashboard, grafana.InRepository(grafana.Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]));
    }

    private static string PrometheusAddress() => $"http://prometheus:{ComposeFile.Ours.Services["prometheus"].Ports.Single().Split(':')[2]}";

    /// <returns>Series → its labels, read off the collectors that the gateway's types hold.</returns>
    private static Dictionary<string, string[]> Metrics()
    {
        Dictionary<string, string[]> metrics = new() { ["up"] = ["job", "instance"], ["ALERTS"] = ["alertname", "alertstate", "model"] };
        foreach (Collector collector in typeof(SettingKeys).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => field.FieldType.IsSubclassOf(typeof(Collector)))
            .Select(field => (Collector)field.GetValue(null)!))
        {
            foreach (string suffix in collector is Histogram ? (string[])["_bucket", "_sum", "_count"] : [""])
            {
                metrics[collector.Name + suffix] = suffix == "_bucket" ? [.. collector.LabelNames, "le"] : collector.LabelNames;
            }
        }

        foreach (PrometheusRule rule in MonitoringFiles.Recorded)
        {
            metrics[rule.Record] = [.. new Query(rule.Expr, "").Grouped.Distinct()];
        }

        return metrics;
    }

    internal sealed class SourcesFile
    {
        public List<Source> Datasources { get; init; } = [];
    }

    internal sealed class Source
    {
        public string Uid { get; init; } = "";

        public string Url { get; init; } = "";
    }

    internal sealed class ProvidersFile
    {
        public List<Provider> Providers { get; init; } = [];
    }

    internal sealed class Provider
    {
        public Dictionary<string, string> Options { get; init; } = [];
    }
}
