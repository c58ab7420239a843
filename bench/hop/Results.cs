namespace Gateway.Hop;

/// <summary>The samples of every contestant, one a round.</summary>
internal sealed class Results
{
    private readonly Dictionary<string, List<Sample>> _samples = [];

    public long Errors => _samples.Values.SelectMany(samples => samples).Sum(sample => sample.Errors);

    public void Add(string name, Sample sample)
    {
        if (!_samples.TryGetValue(name, out List<Sample>? samples))
        {
            _samples[name] = samples = [];
        }

        samples.Add(sample);
    }

    public double Median(string name, Func<Sample, double> of) => Middle(_samples[name].Select(of));

    /// <summary>Of the rounds' own comparisons: what slows a whole round down cancels out.</summary>
    public double Compare(string name, string with, Func<Sample, Sample, double> compare) => Middle(Compared(name, with, compare));

    public (double Least, double Most) Range(string name, string with, Func<Sample, Sample, double> compare)
    {
        double[] all = [.. Compared(name, with, compare)];
        return (all.Min(), all.Max());
    }

    private IEnumerable<double> Compared(string name, string with, Func<Sample, Sample, double> compare) => _samples[name].Zip(_samples[with], compare);

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
