using System.Text.Json;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Core.Tests.Statistics;

public sealed class VectorTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Statistics/judge-vectors.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(item => new TheoryDataRow<string>(item.GetRawText()))];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_evidence_is_that_of_the_vectors(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement vector = document.RootElement;

        double log = Compute(vector);

        Close(vector.GetProperty("logE").GetDouble(), log);
    }

    // judge.md, "Reference values"
    [Theory]
    [InlineData(1.5, "0.05 2 2", 3.8861897684)]
    [InlineData(1.5, "0.01 1 20|0.05 9 40|0.25 30 60", 5.6992759897)]
    [InlineData(1.5, "0.05 0 50", -3.8477793547)]
    [InlineData(1, "0.05 3 3", 6.8456675656)]
    [InlineData(1, "0.25 30 60", 6.7742258398)]
    public void The_evidence_for_worse_is_that_of_the_page(double ratio, string segments, double expected) =>
        Assert.Equal(expected, RatioTest.Worse(ratio).LogEvidence(Read(segments)), 9);

    [Fact]
    public void The_other_tests_give_the_page_s_values()
    {
        Assert.Equal(2.3744364328, RateTest.Above(3, 40, 0.01), 9);
        Assert.Equal(-4.7539749522, RateTest.Above(0, 500, 0.01), 9);
        Assert.Equal(6.2725746704, RatioTest.NotWorse(2).LogEvidence(Read("0.25 30 130")), 9);
        Assert.Equal(2.8179880976, RateTest.Below(0, 300, 0.01), 9);
        Assert.Equal(1.2072068113, RateTest.Below(1, 500, 0.01), 9);
        Assert.Equal(2.8306498983, RateTest.Below(0, 59, 0.05), 9);
    }

    // judge.md: n needed at α_promote 0.05 for S = 0, 1, 2, 3
    [Theory]
    [InlineData(0.05, 63, 141, 190, 233)]
    [InlineData(0.02, 159, 357, 480, 588)]
    [InlineData(0.01, 319, 716, 963, 1180)]
    public void A_pass_needs_as_many_attempts_as_the_page_says(double limit, params int[] needed) =>
        Assert.Equal(needed, Enumerable.Range(0, 4).Select(bad => (int)RateTest.AttemptsToPass(bad, limit, 0.05)));

    private static double Compute(JsonElement vector) => vector.GetProperty("kind").GetString() switch
    {
        "A" => RatioTest.Worse(vector.GetProperty("theta0").GetDouble()).LogEvidence(Segments(vector)),
        "C" => RatioTest.NotWorse(vector.GetProperty("theta1").GetDouble()).LogEvidence(Segments(vector)),
        "B" => RateTest.Above(vector.GetProperty("bad").GetInt64(), vector.GetProperty("attempts").GetInt64(), vector.GetProperty("limit").GetDouble()),
        "C2" => RateTest.Below(vector.GetProperty("bad").GetInt64(), vector.GetProperty("attempts").GetInt64(), vector.GetProperty("limit").GetDouble()),
        var kind => throw new InvalidOperationException($"Unknown kind {kind}."),
    };

    private static BadCounts[] Segments(JsonElement vector) =>
    [
        .. vector.GetProperty("segments").EnumerateArray().Select(segment => new BadCounts(
            segment.GetProperty("candidateShare").GetDouble(), segment.GetProperty("candidateBad").GetInt64(), segment.GetProperty("bad").GetInt64())),
    ];

    private static BadCounts[] Read(string text) =>
    [
        .. text.Split('|').Select(part => part.Split(' ')).Select(part => new BadCounts(
            double.Parse(part[0], null), long.Parse(part[1], null), long.Parse(part[2], null))),
    ];

    private static void Close(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"expected {expected:R}, got {actual:R}");
}
