using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>Told of everything that a simulated run counts, in the order in which it does: a recording that others can be fed with.</summary>
public interface ISimulationLog
{
    /// <summary>Weights or counters changed.</summary>
    /// <param name="copies">Null: the run never copies.</param>
    void Segment(int candidate, int baseline, IReadOnlyList<GuardCounter> counters, IReadOnlyList<GuardCounter>? copies);

    void Started(long attempt, bool candidate, Assignment assignment, ulong? stickyHash);

    void Ended(long attempt, in Ending ending);

    /// <param name="agrees">With the baseline's answer; null: there was nothing to compare.</param>
    void Copied(in Ending ending, bool? agrees);

    void LimitsFromNow(IReadOnlyList<string> guards);
}
