using CsCheck;
using Gateway.Core.Evaluation;
using Xunit;

namespace Gateway.Core.Tests.Evaluation;

/// <summary>A6 of the acceptance list: f = 2a − b + ½ac.</summary>
public sealed class ShapleyTests
{
    private static readonly double[][] Background = [[0, 0, 0], [1, 2, -1]];
    private static readonly double[] Row = [3, 1, 2];

    [Fact]
    public async Task A6_exact_values_are_those_of_the_enumeration()
    {
        Shapley shapley = await Shapley.ExactAsync(3, Ask);
        Assert.Equal(-0.25, shapley.Base, 1e-12);
        Assert.Equal(6, shapley.Values[0], 1e-6);
        Assert.Equal(0, shapley.Values[1], 1e-6);
        Assert.Equal(2.25, shapley.Values[2], 1e-6);
        Assert.Equal(8, shapley.Base + shapley.Values.Sum(), 1e-6);
    }

    [Fact]
    public void A6_drawn_orders_sum_exactly_and_come_near() => Gen.ULong.Sample(seed =>
    {
        Shapley shapley = Shapley.SampledAsync(3, 400, seed, Ask).GetAwaiter().GetResult();
        Assert.Equal(8, shapley.Base + shapley.Values.Sum(), 1e-9);
        Assert.Equal(6, shapley.Values[0], 6 * shapley.Errors[0] + 1e-9);
    }, iter: 50);

    private static Task<double[]> Ask(IReadOnlyList<bool[]> coalitions) =>
        Task.FromResult<double[]>([.. coalitions.Select(own => Background.Average(other => Model([.. own.Select((mine, i) => mine ? Row[i] : other[i])])))]);

    private static double Model(double[] x) => 2 * x[0] - x[1] + 0.5 * x[0] * x[2];
}
