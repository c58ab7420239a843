using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>What the candidate did to clients: attempts and failures, copies left out.</summary>
internal sealed class Casualties
{
    public TimeSpan? FirstAt { get; private set; }

    public long Attempts { get; set; }

    public long Ended { get; private set; }

    public long Bad { get; private set; }

    public void Land(TimeSpan now, in Ending ending)
    {
        Ended++;
        if (IsBad(ending))
        {
            Bad++;
            FirstAt ??= now;
        }
    }

    public static bool IsBad(in Ending ending) => ending.Outcome is Outcome.Failed or Outcome.Timeout or Outcome.Rejected or Outcome.Aborted || ending.Invalid;
}
