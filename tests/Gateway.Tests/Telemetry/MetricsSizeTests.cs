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

        byte[] text = await models.ScrapeAsync();

        Assert.InRange(text.Length, 5_000_000, 10_000_000); // fewer: something of them is not there
        int series = Encoding.UTF8.GetString(text).Split('\n').Count(line => line.Contains("\"fraud-detection-0500\"", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine($"{text.Length} bytes, {series} series of a model");
    }

    [Fact]
    public async Task What_is_gone_leaves_no_series()
    {
        ThousandModels models = new();
        models.Dispose();

        Assert.DoesNotContain("fraud-detection-", Encoding.UTF8.GetString(await models.ScrapeAsync()));
    }
}
