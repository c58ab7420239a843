using System.Runtime.InteropServices;
using System.Text;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class ClassificationTests
{
    [Fact]
    public void The_greatest_scores_come_first_with_their_places_and_labels() =>
        Assert.Equal("[2] 3.300000:1:cat 2.000000:2", Top(Tensor<float>(Datatype.Fp32, [3], 1, 3.3f, 2), 2, batched: false, "dog", "cat"));

    [Fact]
    public void Each_row_of_a_batch_is_ranked_by_itself_and_asks_for_no_more_than_there_is() =>
        Assert.Equal("[2,3] 9:0 8:1 7:2 6:1 5:2 4:0", Top(Tensor<int>(Datatype.Int32, [2, 3], 9, 8, 7, 4, 6, 5), 10, batched: true));

    [Fact]
    public void Without_a_batch_all_elements_are_classes_of_one() =>
        Assert.Equal("[2] 9:0 8:1", Top(Tensor<int>(Datatype.Int32, [2, 3], 9, 8, 7, 4, 6, 5), 2, batched: false));

    [Fact]
    public void Equal_scores_keep_their_order_and_what_is_no_number_comes_last() =>
        Assert.Equal("[4] 1.000000:1 1.000000:3 0.000000:2 NaN:0", Top(Tensor(Datatype.Fp64, [4], double.NaN, 1, 0, 1), 4, batched: false));

    [Fact]
    public void An_empty_batch_has_no_classes() => Assert.Equal("[0,0]", Top(Tensor<float>(Datatype.Fp32, [0, 3]), 1, batched: true));

    [Theory]
    [InlineData(Datatype.Bool)]
    [InlineData(Datatype.Fp16)]
    [InlineData(Datatype.Bf16)]
    [InlineData(Datatype.Bytes)]
    public void What_has_no_order_is_refused_as_Triton_does(Datatype datatype)
    {
        using Tensor scores = new("y", datatype, [1]);

        Assert.Contains("class result not available for output 'y' due to unsupported type", Assert.Throws<ProtocolException>(() => Classification.Top(scores, 1, batched: false)).Message, StringComparison.Ordinal);
    }

    private static Tensor Tensor<T>(Datatype datatype, long[] shape, params T[] values)
        where T : unmanaged
    {
        Tensor tensor = new("y", datatype, shape);
        MemoryMarshal.AsBytes<T>(values).CopyTo(tensor.Data);
        return tensor;
    }

    private static string Top(Tensor scores, int most, bool batched, params string[] labels)
    {
        using (scores)
        {
            using Tensor top = Classification.Top(scores, most, batched, labels);
            string shape = $"[{string.Join(",", top.Shape)}]";
            return string.Join(' ', Enumerable.Range(0, top.Count).Select(i => Encoding.UTF8.GetString(top.Element(i))).Prepend(shape));
        }
    }
}
