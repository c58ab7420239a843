using Gateway.Core.Preflight;

namespace Gateway.ModelHost.Preflight;

/// <summary>Whether answers look like answers.</summary>
internal static class OutputChecks
{
    private const int FewRows = 20;
    private const double NoSpread = 1e-9;
    private const double TopShare = 0.999;
    private const double Tolerance = 1e-3;
    private const double Mostly = 0.9;
    private const double MoreSaturated = 0.01;

    /// <summary>NaN and infinities, but where the golden answer has them too.</summary>
    public static Finding Finite(IReadOnlyList<GoldenRow> rows, Ran[] ran)
    {
        (long count, string first) = (0, "");
        for (int row = 0; row < ran.Length; row++)
        {
            foreach (RanOutput output in ran[row].Outputs.Where(output => output.IsFloat))
            {
                double[]? expected = rows[row].Answer?.Outputs.FirstOrDefault(answer => answer.Name == output.Name)?.Values;
                for (int i = 0; i < output.Values.Length; i++)
                {
                    if (!double.IsFinite(output.Values[i]) && !(expected?.Length > i && !double.IsFinite(expected[i])))
                    {
                        first = count++ == 0 ? $"output \"{output.Name}\", row {row + 1}, element {i} is {output.Values[i]}" : first;
                    }
                }
            }
        }

        return count == 0 ? Finding.Passed("sanity.finite", $"{ran.Length} rows") : Finding.Failed("sanity.finite", $"{count} values are not finite; {first}");
    }

    /// <summary>The same answer to everything.</summary>
    public static Finding Collapse(Ran[] ran)
    {
        if (ran.Length < FewRows)
        {
            return Finding.Inconclusive("sanity.collapse", $"{ran.Length} rows; {FewRows} are needed");
        }

        foreach (RanOutput output in ran[0].Outputs.Where(output => output.IsFloat))
        {
            double[][] all = [.. ran.SelectMany(run => run.Outputs.Where(same => same.Name == output.Name && same.Values.Length == output.Values.Length)).Select(same => same.Values)];
            if (Enumerable.Range(0, output.Values.Length).All(i => Spread(all, i) < NoSpread))
            {
                return Finding.Failed("sanity.collapse", $"output \"{output.Name}\" is the same for all {all.Length} rows");
            }

            double top = output.Width < 2 ? 0 : all.Select(values => Array.IndexOf(values, values.Take(output.Width).Max())).CountBy(place => place).Max(count => count.Value) / (double)all.Length;
            if (top >= TopShare)
            {
                return Finding.Failed("sanity.collapse", $"output \"{output.Name}\" chooses one class for {top:P1} of {all.Length} rows");
            }
        }

        return Finding.Passed("sanity.collapse", $"{ran.Length} rows have different answers");
    }

    /// <summary>An output that is a distribution in most rows must be one in all.</summary>
    public static Finding Range(Ran[] ran)
    {
        string[] names = [.. ran[0].Outputs.Where(output => output is { IsFloat: true, Width: >= 2 }).Select(output => output.Name)];
        bool any = false;
        foreach (string name in names)
        {
            bool[] right = [.. ran.SelectMany(run => run.Outputs.Where(output => output.Name == name)).SelectMany(output => output.Values.Chunk(output.Width)).Select(IsDistribution)];
            double share = right.Count(row => row) / (double)right.Length;
            any |= share == 1;
            if (share is >= Mostly and < 1)
            {
                return Finding.Failed("sanity.range", $"output \"{name}\": probabilities of row {Array.IndexOf(right, false) + 1} are not in [0, 1] or do not sum to 1 ± {Tolerance}");
            }
        }

        return any ? Finding.Passed("sanity.range", "probabilities are in [0, 1] and sum to 1") : Finding.Inconclusive("sanity.range", "no output is a distribution, and no range is declared");
    }

    /// <summary>Answers at exactly 0 or 1, beside the share that the golden answers have.</summary>
    public static Finding Saturation(IReadOnlyList<GoldenRow> rows, Ran[] ran)
    {
        double[] expected = [.. rows.SelectMany(row => row.Answer?.Outputs ?? []).Where(output => output is { IsFloat: true, Width: >= 2 }).SelectMany(output => output.Values)];
        double[] found = [.. ran.SelectMany(run => run.Outputs).Where(output => output is { IsFloat: true, Width: >= 2 }).SelectMany(output => output.Values)];
        if (expected.Length == 0 || found.Length == 0)
        {
            return Finding.Inconclusive("sanity.saturation", "there are no golden answers with scores to compare with");
        }

        (double before, double now) = (Saturated(expected), Saturated(found));
        string says = $"{now:P2} of the scores are exactly 0 or 1, in the golden answers {before:P2}";
        return now <= before + MoreSaturated ? Finding.Passed("sanity.saturation", says) : Finding.Failed("sanity.saturation", says);
    }

    private static double Saturated(double[] values) => values.Count(value => value is 0 or 1) / (double)values.Length;

    private static double Spread(double[][] all, int place)
    {
        double mean = all.Average(values => values[place]);
        return Math.Sqrt(all.Average(values => (values[place] - mean) * (values[place] - mean)));
    }

    private static bool IsDistribution(double[] row) => row.All(value => value is >= -Tolerance and <= 1 + Tolerance) && Math.Abs(row.Sum() - 1) <= Tolerance;
}
