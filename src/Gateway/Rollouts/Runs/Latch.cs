using Gateway.Analysis;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Rollouts.Loop;
using Gateway.Routing.Routes;

namespace Gateway.Rollouts.Runs;

/// <summary>Takes a failed candidate off the path at once: the route first, then the line, then everything else.</summary>
internal sealed partial class Latch(RouteTable table, LatchFile file, TickSignal signal, ILogger<Latch> logger) : IVerdictSink
{
    public void Failed(string model, Guid run, Judgement judgement)
    {
        if (table.Find(model) is not { } route)
        {
            return;
        }

        while (route.Current is { Run: { Latched: false } live } seen && live.Id == run && !route.Replace(seen, Latched(seen)))
        {
        }

        string says = $"{judgement.Guard.Guard.Text}: {Says.Sentence(judgement, null)}";
        file.Write(run, new GuardFailure(judgement.Guard.Guard.Text, says));
        LogFailed(model, run, says);
        signal.Wake();
    }

    /// <summary>The candidate's share goes to the baseline; other versions keep theirs.</summary>
    public static RouteSnapshot Latched(RouteSnapshot seen)
    {
        string candidate = seen.Run!.Candidate;
        int[] weights = [.. seen.Split.Weights];
        for (int i = 0; i < weights.Length; i++)
        {
            if (seen.Arms[i].Name == candidate && i != seen.Baseline)
            {
                weights[seen.Baseline] += weights[i];
                weights[i] = 0;
            }
        }

        return seen with { Split = new TrafficSplit(weights, seen.Split.Seed + 1), Run = seen.Run with { Latched = true }, Mirror = null };
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Model}: run {Run} failed: {Says}")]
    private partial void LogFailed(string model, Guid run, string says);
}
