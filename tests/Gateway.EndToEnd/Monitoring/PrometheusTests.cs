using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.EndToEnd.Monitoring;

/// <summary>A real Prometheus with the configuration, the rules and the dashboard's queries of <c>deploy/</c>.</summary>
public sealed class PrometheusTests(Watched watched) : IClassFixture<Watched>
{
    private PrometheusServer Prometheus
    {
        get
        {
            Assert.SkipWhen(watched.Prometheus is null, "prometheus is not installed");
            return watched.Prometheus;
        }
    }

    public static TheoryData<string> Queries => [.. MonitoringFiles.Dashboard.Select(query => query.Expression).Distinct()];

    [Theory]
    [MemberData(nameof(Queries))]
    public Task Every_query_of_the_dashboard_returns_data(string query) => Eventually.TrueAsync(
        async () =>
        {
            PrometheusServer prometheus = Prometheus;
            await watched.AskAsync();
            return (await prometheus.AskAsync(query.Replace("$model", ".*", StringComparison.Ordinal))).Any(series => !double.IsNaN(series.Value));
        },
        query);

    [Theory]
    [InlineData("gateway_responses_total{model='live',code='200'}", Watched.Requests)]
    [InlineData("gateway_attempts_total{model='live',assignment='randomised',outcome='ok'}", Watched.Requests)]
    [InlineData("gateway_response_duration_seconds_count{model='live'}", Watched.Requests)]
    [InlineData("gateway_weight{model='live',version='2',kind='observed'}", 10)]
    [InlineData("gateway_weight{model='broken',version='1',kind='desired'}", 100)]
    [InlineData("gateway_rollout_phase{model='live',phase='progressing'}", 1)]
    [InlineData("gateway_rollout_transitions_total{model='broken',to='rolledBack'}", 1)]
    [InlineData("gateway_guard_limit{model='live',guard='errors <= 2%'}", 0.02)]
    [InlineData("gateway_health{part='database'}", 1)]
    [InlineData("up{job='gateway'}", 1)]
    [InlineData("up{job='modelhost'}", 1)]
    public Task What_happened_is_what_Prometheus_says(string series, double value) => Eventually.TrueAsync(
        async () => (await Prometheus.AskAsync($"sum({series})")).SingleOrDefault().Value == value, $"{series} is {value}");

    [Fact]
    public async Task The_rollback_is_an_alert_and_every_rule_can_be_evaluated()
    {
        await Eventually.TrueAsync(
            async () => (await Prometheus.AskAsync("ALERTS{alertstate='firing'}")).Any(alert => alert.Labels["alertname"] == "RolledBack" && alert.Labels["model"] == "broken"), "the alert");
        JsonElement groups = (await Prometheus.GetAsync("/api/v1/rules")).GetProperty("groups");
        JsonElement[] rules = [.. groups.EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];

        Assert.Equal(MonitoringFiles.Alerts.Count + MonitoringFiles.Recorded.Count, rules.Length);
        Assert.All(rules, rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));
    }
}
