namespace Gateway.Serving;

/// <summary>The samples of everyone, one a round.</summary>
internal sealed class Results
{
    private readonly Dictionary<string, List<Sample>> _samples = [];

    public IEnumerable<string> Names => _samples.Keys;

    public long Wrong => _samples.Values.Sum(samples => samples.Sum(sample => sample.Wrong));

    public long Failed => _samples.Values.Sum(samples => samples.Sum(sample => sample.Failed));

    public void Add(string name, Sample sample)
    {
        if (!_samples.TryGetValue(name, out List<Sample>? samples))
        {
            _samples[name] = samples = [];
        }

        samples.Add(sample);
    }

    public double Median(string name, Func<Sample, double> of) => Middle(_samples[name].Select(of));

    public double Sum(string name, Func<Sample, double> of) => _samples[name].Sum(of);

    /// <summary>Of the rounds' own ratios: what slows a whole round down cancels out.</summary>
    public (double Least, double Median, double Most) Ratio(string name, string to)
    {
        double[] all = [.. _samples[name].Zip(_samples[to], (one, other) => one.PerSecond / other.PerSecond).Order()];
        return (all[0], Middle(all), all[^1]);
    }

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
