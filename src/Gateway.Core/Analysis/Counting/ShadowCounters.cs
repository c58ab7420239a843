namespace Gateway.Core.Analysis.Counting;

/// <summary>The integers of one segment's copies while they are counted; off the request path, so a lock keeps them whole.</summary>
public sealed class ShadowCounters(GuardCounter[] counters)
{
    /// <summary>Copies that the candidate was asked, where the baseline's answer was usable: counted whatever the guards are.</summary>
    public const string Pairs = "shadow pairs";

    private readonly Lock _gate = new();
    private readonly long[] _bad = new long[counters.Length];
    private long _pairs;
    private long _compared;

    public GuardCounter[] Counters => counters;

    /// <param name="alone">It is not one of many that a host's death took along.</param>
    /// <param name="agrees">With the baseline's answer; null: there was nothing to compare.</param>
    public void Count(in Ending copy, bool alone, bool? agrees)
    {
        lock (_gate)
        {
            _pairs++;
            _compared += agrees is null ? 0 : 1;
            for (int i = 0; i < counters.Length; i++)
            {
                bool bad = counters[i].Measure == Measure.Disagreements ? agrees == false : counters[i].IsBad(copy);
                _bad[i] += bad && alone ? 1 : 0;
            }
        }
    }

    public IEnumerable<KeyValuePair<string, Counts>> Read()
    {
        lock (_gate)
        {
            return
            [
                KeyValuePair.Create(Pairs, new Counts(0, 0, _pairs, 0)),
                .. counters.Select((counter, index) => KeyValuePair.Create(
                    counter.Name, new Counts(_bad[index], 0, counter.Measure == Measure.Disagreements ? _compared : _pairs, 0))),
            ];
        }
    }
}
