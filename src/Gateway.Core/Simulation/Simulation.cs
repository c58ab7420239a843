
namespace Gateway.Core.Simulation;

/// <summary>
/// Runs a plan against a workload, event by event, through the code of the live gateway: split, tally, judge, machine.
/// Pure: the same scenario, workload and seed give the same run.
/// </summary>
public static class Simulation
{
    /// <param name="seed">Of the assignment; the workload has its own.</param>
    /// <param name="log">Told of everything that is counted.</param>
    public static SimulatedRun Run(Scenario scenario, IWorkload workload, ulong seed, ISimulationLog? log = null)
    {
        Rollout rollout = new(scenario, workload, seed, log);
        rollout.Decide(TimeSpan.Zero);
        Arrival? arrival = workload.Next();
        TimeSpan tick = scenario.Tick, now = TimeSpan.Zero;
        while (now < scenario.Until && !rollout.IsOver && !(arrival is null && rollout.Flights.None))
        {
            TimeSpan next = arrival?.At ?? TimeSpan.MaxValue, end = rollout.Flights.NextEnd;
            if (end <= next && end <= tick)
            {
                rollout.Land(now = end);
            }
            else if (next <= tick)
            {
                rollout.Start(now = next, arrival!.Value);
                arrival = workload.Next();
            }
            else
            {
                rollout.Decide(now = tick);
                tick += scenario.Tick;
            }
        }

        return rollout.Result(now);
    }
}
