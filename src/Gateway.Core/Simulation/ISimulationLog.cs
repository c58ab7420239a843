using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>Told of everything that a simulated run counts, in the order in which it does: a recording that others can be fed with.</summary>
public interface ISimulationLog
{
    void Weights(int candidate, int baseline, IReadOnlyList<GuardCounter> counters);

    void Started(long attempt, bool candidate, Assignment assignment, ulong? stickyHash);

    void Ended(long attempt, in Ending ending);

    void LimitsFromNow(IReadOnlyList<string> guards);
}
