using System.Globalization;
using System.Text;
using CsCheck;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class AnswerDifferenceTests
{
    private static readonly Gen<double[]> Scores = Gen.Double[-1e6, 1e6].Array[6];

    [Fact]
    public void An_answer_agrees_with_itself_whatever_the_tolerance() => Scores.Sample(scores =>
    {
        AnswerDifference difference = Compare(Fp64(scores), Fp64(scores), tolerance: 0);

        Assert.True(difference is { Agrees: true, Alike: true, NonFinite: false, Largest: 0, Mean: 0, Rows: 2, RowsAgreed: 2 });
    });

    [Fact]
    public void Difference_is_the_same_from_both_sides() => Gen.Select(Scores, Scores).Sample((one, other) =>
    {
        (AnswerDifference there, AnswerDifference back) = (Compare(Fp64(one), Fp64(other)), Compare(Fp64(other), Fp64(one)));

        Assert.Equal((there.Agrees, there.Largest, there.Mean, there.RowsAgreed), (back.Agrees, back.Largest, back.Mean, back.RowsAgreed));
    });

    [Fact]
    public void Values_agree_up_to_the_tolerance_absolutely_below_1_and_relatively_above() => Gen.Select(Scores, Gen.Int[0, 5], Gen.Double[0.001, 3]).Sample((scores, at, times) =>
    {
        double[] moved = [.. scores];
        double room = 0.01 * Math.Max(1, Math.Abs(scores[at]));
        moved[at] += Math.Sign(scores[at]) * -room * times;

        Assert.Equal(Math.Abs(moved[at] - scores[at]) <= room, Compare(Fp64(scores), Fp64(moved), tolerance: 0.01).Agrees);
    });

    [Fact]
    public void Argmax_ignores_how_far_scores_are_apart()
    {
        string ours = Tensor("y", "FP32", "[2,3]", "[0.1,0.7,0.2,9,1,1]"), theirs = Tensor("y", "FP32", "[2,3]", "[0.3,0.4,0.3,2,1,1]");

        AnswerDifference byArgmax = Compare(ours, theirs, by: AnswerComparison.Argmax), byValues = Compare(ours, theirs);

        Assert.Equal((true, false, 2L, 2L), (byArgmax.Agrees, byValues.Agrees, byValues.Rows, byValues.RowsAgreed));
        Assert.Equal(7, byValues.Largest);
        Assert.False(Compare(ours, Tensor("y", "FP32", "[2,3]", "[0.1,0.7,0.2,1,1,9]"), by: AnswerComparison.Argmax).Agrees);
    }

    [Fact]
    public void Argmax_says_nothing_of_a_single_score_so_values_are_compared() =>
        Assert.False(Compare(Tensor("y", "FP32", "[2,1]", "[1,2]"), Tensor("y", "FP32", "[2,1]", "[1,3]"), by: AnswerComparison.Argmax).Agrees);

    [Theory]
    [InlineData("""["NaN",1]""", """["NaN",1]""", true, false)]
    [InlineData("""["NaN",1]""", "[0,1]", false, true)]
    [InlineData("[0,1]", """["NaN",1]""", false, true)]
    [InlineData("""["Infinity",1]""", """["Infinity",1]""", true, false)]
    [InlineData("""["Infinity",1]""", """["-Infinity",1]""", false, true)]
    [InlineData("[NaN,1]", "[NaN,1]", true, false)]
    public void A_value_that_is_no_number_agrees_with_its_like_alone(string ours, string theirs, bool agrees, bool nonFinite)
    {
        foreach (AnswerComparison by in Enum.GetValues<AnswerComparison>())
        {
            AnswerDifference difference = Compare(Tensor("y", "FP32", "[2]", ours), Tensor("y", "FP32", "[2]", theirs), by: by);

            Assert.Equal((agrees, nonFinite), (difference.Agrees, difference.NonFinite));
        }
    }

    [Theory]
    [InlineData("""{"name":"z","datatype":"FP32","shape":[2],"data":[1,2]}""")]
    [InlineData("""{"name":"y","datatype":"FP64","shape":[2],"data":[1,2]}""")]
    [InlineData("""{"name":"y","datatype":"FP32","shape":[2,1],"data":[1,2]}""")]
    [InlineData("""{"name":"y","datatype":"FP32","shape":[2],"data":[1,2]},{"name":"more","datatype":"BOOL","shape":[],"data":[true]}""")]
    public void Another_name_datatype_or_shape_is_a_disagreement(string outputs)
    {
        AnswerDifference difference = Compare(Tensor("y", "FP32", "[2]", "[1,2]"), Answer(outputs));

        Assert.Equal((false, false), (difference.Agrees, difference.Alike));
    }

    [Theory]
    [InlineData("INT64", "[9007199254740993]", "[9007199254740992]")]
    [InlineData("UINT8", "[1]", "[2]")]
    [InlineData("BOOL", "[true]", "[false]")]
    [InlineData("BYTES", """["ab"]""", """["ac"]""")]
    public void What_is_no_fraction_must_be_equal(string datatype, string ours, string theirs)
    {
        Assert.True(Compare(Tensor("y", datatype, "[1]", ours), Tensor("y", datatype, "[1]", ours), tolerance: 0).Agrees);
        Assert.False(Compare(Tensor("y", datatype, "[1]", ours), Tensor("y", datatype, "[1]", theirs), tolerance: 1).Agrees);
    }

    [Fact]
    public void Texts_that_join_to_the_same_bytes_are_not_the_same() =>
        Assert.False(Compare(Tensor("y", "BYTES", "[2]", """["ab","c"]"""), Tensor("y", "BYTES", "[2]", """["a","bc"]""")).Agrees);

    [Fact]
    public void A_scalar_is_compared_and_has_no_argmax()
    {
        AnswerDifference difference = Compare(Tensor("y", "FP32", "[]", "3"), Tensor("y", "FP32", "[]", "[5]"));

        Assert.Equal((false, 2.0, 0L), (difference.Agrees, difference.Largest, difference.Rows));
    }

    [Fact]
    public void Outputs_are_matched_by_name_in_any_order_of_members()
    {
        string one = Answer("""{"name":"a","datatype":"INT32","shape":[1],"data":[1]},{"name":"b","datatype":"FP16","shape":[1],"data":[2]}""");
        string other = """{"outputs":[{"data":[2],"shape":[1],"name":"b","datatype":"FP16"},{"name":"a","datatype":"INT32","shape":[1],"data":[1]}],"id":"7"}""";

        Assert.True(Compare(one, other).Agrees);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{\"error\":\"no\"}")]
    [InlineData("{\"outputs\":7}")]
    [InlineData("{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[2],\"parameters\":{\"binary_data_size\":8}}]}")]
    public void An_answer_that_cannot_be_read_is_a_disagreement_of_the_candidate_and_no_yardstick(string text)
    {
        string right = Tensor("y", "FP32", "[2]", "[1,2]");

        Assert.Same(AnswerDifference.Unreadable, AnswerDifference.Of(Bytes(right), Bytes(text), 0.001, AnswerComparison.Values));
        Assert.Null(AnswerDifference.Of(Bytes(text), Bytes(right), 0.001, AnswerComparison.Values));
        Assert.False(AnswerDifference.Unreadable.Agrees);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        byte[] right = Bytes(Tensor("y", "FP32", "[2,2]", "[[1,2],[3,4]]"));
        Gen.Select(Gen.Int[0, right.Length - 1], Gen.Byte, Gen.Int[0, right.Length]).Sample((at, value, cut) =>
        {
            byte[] changed = right[..cut];
            if (at < cut)
            {
                changed[at] = value;
            }

            _ = AnswerDifference.Of(right, changed, 0.001, AnswerComparison.Values);
        });
    }

    private static AnswerDifference Compare(string ours, string theirs, double tolerance = 0.001, AnswerComparison by = AnswerComparison.Values) =>
        AnswerDifference.Of(Bytes(ours), Bytes(theirs), tolerance, by)!;

    private static string Fp64(double[] scores) => Tensor("y", "FP64", "[2,3]", $"[{string.Join(",", scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture)))}]");

    private static string Tensor(string name, string datatype, string shape, string data) => Answer($$"""{"name":"{{name}}","datatype":"{{datatype}}","shape":{{shape}},"data":{{data}}}""");

    private static string Answer(string outputs) => $$"""{"model_name":"m","outputs":[{{outputs}}]}""";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
