using System.Text;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class MetricsSizeTests
{
    /// <summary>The time is measured by bench/Gateway.Benchmarks (ScrapeBenchmarks): a test on a shared machine cannot.</summary>
    [Fact]
    public async Task A_thousand_models_with_two_versions_in_a_rollout_are_at_most_ten_megabytes()
    {
        using ThousandModels models = new();

        string[] lines = [.. Encoding.UTF8.GetString(await models.ScrapeAsync()).Split('\n').Where(line => !line.Contains("model=\"", StringComparison.Ordinal) || line.Contains("fraud-detection-", StringComparison.Ordinal))]; // not the models of the tests beside this one

        long bytes = lines.Sum(line => line.Length + 1L);
        Assert.InRange(bytes, 5_000_000, 10_000_000); // fewer: something of them is not there
        int series = lines.Count(line => line.Contains("\"fraud-detection-0500\"", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} bytes, {series} series of a model");
    }

    [Fact]
    public async Task What_is_gone_leaves_no_series()
    {
        ThousandModels models = new();
        models.Dispose();

        Assert.DoesNotContain("fraud-detection-", Encoding.UTF8.GetString(await models.ScrapeAsync()));
    }
}
