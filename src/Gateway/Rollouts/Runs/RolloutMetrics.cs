using System.Collections.Concurrent;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Routes;
using Prometheus;

namespace Gateway.Rollouts.Runs;

/// <summary>Weights, phases and guards as series.</summary>
internal static class RolloutMetrics
{
    private static readonly Gauge Weight = Metrics.CreateGauge("gateway_weight", "Percent of a model's traffic.", "model", "version", "kind");
    private static readonly Gauge PhaseGauge = Metrics.CreateGauge("gateway_rollout_phase", "1 for the present phase.", "model", "phase");
    private static readonly Counter Transitions = Metrics.CreateCounter("gateway_rollout_transitions_total", "Changes of phase or step.", "model", "from", "to", "cause");
    private static readonly Gauge Rate = Metrics.CreateGauge("gateway_guard_rate", "Share of bad attempts.", "model", "guard", "role");
    private static readonly Gauge Limit = Metrics.CreateGauge("gateway_guard_limit", "What is allowed: a share, seconds, or a factor.", "model", "guard");
    private static readonly Gauge Evidence = Metrics.CreateGauge("gateway_guard_log_evidence", "Evidence against the candidate, as a natural logarithm.", "model", "guard");
    private static readonly Gauge Threshold = Metrics.CreateGauge("gateway_guard_threshold", "Failed at this evidence.", "model", "guard");

    private static readonly Gauge[] OfRun = [PhaseGauge, Rate, Limit, Evidence, Threshold];

    /// <summary>What each model has, so that nobody looks through everybody's.</summary>
    private static readonly ConcurrentDictionary<(Gauge Gauge, string Model), HashSet<Gauge.Child>> Shown = new();

    private static readonly Counter LoopRestarts = Metrics.CreateCounter("gateway_control_loop_restarts_total", "Times that the control loop stood still and was begun anew.");

    public static void LoopRestarted() => LoopRestarts.Inc();

    public static void Count(string model, RolloutState from, RolloutState to) =>
        Transitions.WithLabels(model, Words.Of(from.Phase), Words.Of(to.Phase), Words.Of(to.Cause)).Inc();

    public static void Show(ModelTraffic model, RouteSnapshot applied)
    {
        Show(Weight, model.Model,
        [
            .. model.Traffic.Weights.Select(weight => (weight.Value / 100.0, (string[])[weight.Key, "desired"])),
            .. applied.Arms.Select((arm, place) => (applied.Split.Weights[place] / 100.0, (string[])[arm.Name, "observed"])),
        ]);
        if (model.Run is { } run)
        {
            Show(PhaseGauge, model.Model, [(1, [Words.Of(run.Record.State.Phase)])]);
        }
        else
        {
            Array.ForEach(OfRun, gauge => Show(gauge, model.Model, []));
        }
    }

    public static void Show(LiveRun run)
    {
        string model = run.Record.Model;
        Show(Rate, model, [.. run.Guards.Select(guard => (guard.Candidate.Rate, (string[])[guard.Guard, "candidate"])), .. run.Guards.Select(guard => (guard.Baseline.Rate, (string[])[guard.Guard, "baseline"]))]);
        Show(Evidence, model, [.. run.Guards.Select(guard => (guard.LogE, (string[])[guard.Guard]))]);
        Show(Threshold, model, [.. run.Guards.Select(guard => (guard.Threshold, (string[])[guard.Guard]))]);
        Show(Limit, model, [.. run.Record.Plan.Guards.Guards.Select(guard => (Allowed(guard), (string[])[guard.Guard.Text]))]);
    }

    public static void Forget(string model)
    {
        Show(Weight, model, []);
        Array.ForEach(OfRun, gauge => Show(gauge, model, []));
        foreach (string[] labels in Transitions.GetAllLabelValues().Where(labels => labels[0] == model).ToList())
        {
            Transitions.RemoveLabelled(labels);
        }
    }

    private static double Allowed(JudgedGuard guard) =>
        guard.FrozenLimit?.TotalSeconds ?? (guard.Guard.Limit is Core.Analysis.Limit.TimesBaseline times ? times.Factor : guard.Rate ?? 0);

    /// <summary>These are the model's series of that name now; others of it are gone. The caller holds the model's gate.</summary>
    private static void Show(Gauge gauge, string model, (double Value, string[] Labels)[] series)
    {
        HashSet<Gauge.Child> now = [];
        foreach ((double value, string[] labels) in series)
        {
            Gauge.Child child = gauge.WithLabels([model, .. labels]);
            child.Set(value);
            now.Add(child);
        }

        foreach (Gauge.Child gone in Shown.GetValueOrDefault((gauge, model), []).Except(now))
        {
            gone.Remove();
        }

        if (now.Count > 0)
        {
            Shown[(gauge, model)] = now;
        }
        else
        {
            Shown.TryRemove((gauge, model), out _);
        }
    }
}
