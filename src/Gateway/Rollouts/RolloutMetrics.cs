using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Routing;
using Prometheus;

namespace Gateway.Rollouts;

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

    private static readonly Counter LoopRestarts = Metrics.CreateCounter("gateway_control_loop_restarts_total", "Times that the control loop stood still and was begun anew.");

    public static void LoopRestarted() => LoopRestarts.Inc();

    public static void Count(string model, RolloutState from, RolloutState to) =>
        Transitions.WithLabels(model, Words.Of(from.Phase), Words.Of(to.Phase), Words.Of(to.Cause)).Inc();

    public static void Show(ModelTraffic model, RouteSnapshot applied)
    {
        HashSet<(string Version, string Kind)> shown = [];
        foreach ((string version, int weight) in model.Traffic.Weights)
        {
            Weight.WithLabels(model.Model, version, "desired").Set(weight / 100.0);
            shown.Add((version, "desired"));
        }

        for (int i = 0; i < applied.Arms.Length; i++)
        {
            Weight.WithLabels(model.Model, applied.Arms[i].Name, "observed").Set(applied.Split.Weights[i] / 100.0);
            shown.Add((applied.Arms[i].Name, "observed"));
        }

        Clear(Weight, labels => labels[0] == model.Model && !shown.Contains((labels[1], labels[2])));
        Clear(PhaseGauge, labels => labels[0] == model.Model);
        if (model.Run is { } run)
        {
            PhaseGauge.WithLabels(model.Model, Words.Of(run.Record.State.Phase)).Set(1);
        }
        else
        {
            foreach (Gauge gauge in (Gauge[])[Rate, Limit, Evidence, Threshold])
            {
                Clear(gauge, labels => labels[0] == model.Model);
            }
        }
    }

    public static void Show(LiveRun run)
    {
        foreach (GuardStatus guard in run.Guards)
        {
            string model = run.Record.Model;
            Rate.WithLabels(model, guard.Guard, "candidate").Set(guard.Candidate.Rate);
            Rate.WithLabels(model, guard.Guard, "baseline").Set(guard.Baseline.Rate);
            Evidence.WithLabels(model, guard.Guard).Set(guard.LogE);
            Threshold.WithLabels(model, guard.Guard).Set(guard.Threshold);
        }

        foreach (Core.Analysis.JudgedGuard guard in run.Record.Plan.Guards.Guards)
        {
            Limit.WithLabels(run.Record.Model, guard.Guard.Text).Set(guard.FrozenLimit?.TotalSeconds ?? (guard.Guard.Limit is Core.Analysis.Limit.TimesBaseline times ? times.Factor : guard.Rate ?? 0));
        }
    }

    public static void Forget(string model)
    {
        foreach (Gauge gauge in (Gauge[])[Weight, PhaseGauge, Rate, Limit, Evidence, Threshold])
        {
            Clear(gauge, labels => labels[0] == model);
        }

        foreach (string[] labels in Transitions.GetAllLabelValues().Where(labels => labels[0] == model).ToList())
        {
            Transitions.RemoveLabelled(labels);
        }
    }

    private static void Clear(Gauge gauge, Func<string[], bool> which)
    {
        foreach (string[] labels in gauge.GetAllLabelValues().Where(which).ToList())
        {
            gauge.RemoveLabelled(labels);
        }
    }
}
