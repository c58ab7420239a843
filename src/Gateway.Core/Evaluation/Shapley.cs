using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>How much each feature of one row adds to an answer, against rows that stand for the ordinary.</summary>
/// <param name="Base">The mean answer over the background.</param>
/// <param name="Values">One per feature; with <paramref name="Base"/> they sum to the answer for the row.</param>
/// <param name="Errors">Standard error of each; 0 where all coalitions were asked.</param>
/// <remarks>Source: Lundberg and Lee, NIPS 2017: what kernel SHAP estimates, by the sum over coalitions itself; for many features by drawn orders, Štrumbelj and Kononenko (2014).</remarks>
public sealed record Shapley(double Base, double[] Values, double[] Errors)
{
    /// <summary>2^11 coalitions are asked at most.</summary>
    public const int MostExact = 11;

    /// <param name="coalition">For each coalition, features that are the row's own: the mean answer when all others are the background's.</param>
    public static async Task<Shapley> ExactAsync(int features, Func<IReadOnlyList<bool[]>, Task<double[]>> coalition)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, MostExact);
        double[] values = await coalition([.. Enumerable.Range(0, 1 << features).Select(set => Members(set, features))]);
        double[] phi = new double[features];
        for (int set = 0; set < values.Length; set++)
        {
            double weight = Weight(System.Numerics.BitOperations.PopCount((uint)set), features);
            for (int i = 0; i < features; i++)
            {
                if ((set & 1 << i) == 0)
                {
                    phi[i] += weight * (values[set | 1 << i] - values[set]);
                }
            }
        }

        return new Shapley(values[0], phi, new double[features]);
    }

    /// <param name="orders">Drawn orders of the features; each asks <paramref name="features"/> + 1 coalitions.</param>
    public static async Task<Shapley> SampledAsync(int features, int orders, ulong seed, Func<IReadOnlyList<bool[]>, Task<double[]>> coalition)
    {
        Draws random = new(seed);
        double[][] drawn = new double[orders][];
        double start = 0;
        for (int k = 0; k < orders; k++)
        {
            int[] order = [.. Enumerable.Range(0, features)];
            random.Shuffle(order);
            double[] values = await coalition([.. Enumerable.Range(0, features + 1).Select(length => Members(order[..length], features))]);
            (start, drawn[k]) = (values[0], new double[features]);
            for (int place = 0; place < features; place++)
            {
                drawn[k][order[place]] = values[place + 1] - values[place];
            }
        }

        double[] means = [.. Enumerable.Range(0, features).Select(i => drawn.Average(values => values[i]))];
        return new Shapley(start, means, [.. means.Select((mean, i) => orders < 2 ? double.NaN : Math.Sqrt(drawn.Sum(values => (values[i] - mean) * (values[i] - mean)) / (orders - 1) / orders))]);
    }

    /// <summary>|S|! (n − |S| − 1)! / n!</summary>
    private static double Weight(int size, int features) => size == features ? 0 : Math.Exp(Gamma.Log(size + 1) + Gamma.Log(features - size) - Gamma.Log(features + 1));

    private static bool[] Members(int set, int features) => [.. Enumerable.Range(0, features).Select(i => (set & 1 << i) != 0)];

    private static bool[] Members(int[] set, int features)
    {
        bool[] members = new bool[features];
        foreach (int i in set)
        {
            members[i] = true;
        }

        return members;
    }
}
