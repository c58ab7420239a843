using Gateway.Core.Simulation;
using Gateway.Core.Statistics;

namespace Gateway.Decisions.Peers;

/// <summary>Two versions behind a metrics store. Kayenta's control gets as much as its candidate; the others' baseline gets the rest.</summary>
internal sealed class World(VersionBehaviour baseline, VersionBehaviour candidate, double rate, bool equal, ulong seed) : IWorld
{
    private readonly Draws _draws = new(seed);

    public (Window Baseline, Window Candidate) Next(double weight, double seconds) => (
        Window.Draw(_draws, baseline, baseline.Latency, rate * (equal ? weight : 1 - weight), seconds),
        Window.Draw(_draws, candidate, baseline.Latency, rate * weight, seconds));
}
