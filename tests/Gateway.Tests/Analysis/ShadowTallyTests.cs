using System.Text;
using Gateway.Analysis;
using Gateway.Contracts;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Tests.Analysis;

public sealed class ShadowTallyTests
{
    private readonly ShadowTally _tally = new();

    [Fact]
    public void The_ten_most_different_pairs_are_kept_the_worst_first()
    {
        for (int i = 0; i < 100; i++)
        {
            _tally.Count($"{i * 37 % 100}", Difference("0", $"{i * 37 % 100}"));
        }

        _tally.Count("nan", Difference("0", "\"NaN\""));
        _tally.Count("shape", AnswerDifference.Unreadable);

        Assert.Equal(["shape", "nan", "99", "98", "97", "96", "95", "94", "93", "92"], _tally.Save().Different.Select(pair => pair.PredictionId));
    }

    [Fact]
    public void What_could_not_be_compared_is_a_pair_that_neither_agreed_nor_disagreed()
    {
        _tally.Count("1", null);
        _tally.Count("2", Difference("1", "1"));
        _tally.Drop();

        ShadowTotals totals = _tally.Save();
        Assert.Equal((2L, 1L, 0L, 1L), (totals.Pairs, totals.Agreed, totals.Disagreed, totals.Dropped));
        Assert.Empty(totals.Different);
    }

    [Fact]
    public void A_kept_pair_says_what_differs_and_not_what_was_answered()
    {
        _tally.Count("1", Difference("123456", "654321"));

        DifferentPair pair = _tally.Save().Different.Single();
        Assert.DoesNotContain("123456", System.Text.Json.JsonSerializer.Serialize(pair, ContractJson.Options), StringComparison.Ordinal);
        Assert.Equal(530865, pair.MaxDifference);
    }

    private static AnswerDifference Difference(string ours, string theirs) => AnswerDifference.Of(Answer(ours), Answer(theirs), 0.001, AnswerComparison.Values)!;

    private static byte[] Answer(string value) => Encoding.UTF8.GetBytes($$"""{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[{{value}}]}]}""");
}
