using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Core.Statistics;
using Gateway.Hosts;
using Gateway.Journal;
using Gateway.Registry;

namespace Gateway.Rollouts;

/// <summary>Starts rollouts and takes operators' verbs to them.</summary>
internal sealed class RolloutRunner(
    TrafficBook book, IRolloutStore store, PlanResolver resolver, RunStep step, RunApply apply, FreezeBook freeze, HostCapacity capacity, TrafficHistory history, ModelCatalog catalog, VersionChanges versions, TimeProvider time)
{
    public RolloutPreview Preview(string model, RolloutSpec spec)
    {
        ModelTraffic traffic = Find(model);
        return PlanPreview.Of(resolver.Resolve(traffic.Traffic, WithBaseline(traffic, spec)));
    }

    public Task<LiveRun> StartAsync(string model, RolloutSpec spec, Caller caller, CancellationToken cancellationToken) => StartAsync(model, spec, lift: false, caller, cancellationToken);

    /// <param name="lift">The candidate's quarantine ends, once nothing stands in the way of the start.</param>
    private Task<LiveRun> StartAsync(string model, RolloutSpec spec, bool lift, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic traffic = Find(model);
        return traffic.AloneAsync(
            async () =>
            {
                ResolvedPlan resolved = resolver.Resolve(traffic.Traffic, WithBaseline(traffic, spec));
                RequireStart(model, resolved);
                if (traffic.Run is { } running)
                {
                    bool gives = running.Record.Plan.Strategy == Strategy.Manual || resolved.Spec.IfRunning == "replace";
                    if (!gives)
                    {
                        throw Running(running.Record);
                    }

                    await step.TurnAsync(traffic, new Command(Verb.Supersede, "superseded"), caller, cancellationToken);
                    resolved = resolver.Resolve(traffic.Traffic, spec with { Baseline = spec.Baseline ?? traffic.Traffic.Baseline });
                }

                if (lift)
                {
                    await versions.SetStateAsync(resolved.Plan.Candidate, VersionState.Ready, spec.Reason, caller.Actor, cancellationToken);
                }

                return await BeginAsync(traffic, resolved, RolloutState.First, traffic.Traffic, spec.Reason, caller, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Saves a new run and takes its first turn. The caller holds the gate and no run is live.</summary>
    public async Task<LiveRun> BeginAsync(ModelTraffic model, ResolvedPlan resolved, RolloutState state, TrafficRecord traffic, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        RolloutPlan plan = resolved.Plan;
        Guid id = Guid.CreateVersion7(time.GetUtcNow());
        LatencyHistogram baseline = history.Of(plan.Baseline).Day();
        TimeSpan timeout = Durations.TryParse(catalog.Settings(model.Model).Document.Timeout, out TimeSpan limit) ? limit : TimeSpan.FromSeconds(30);
        RolloutRecord record = new(
            id, 1, plan, resolved.Spec, state, time.GetUtcNow(), null, SavedEvidence.None, null, [], resolved.Warnings,
            BitConverter.ToUInt64(id.ToByteArray().AsSpan(8)),
            baseline.Count >= 300 && baseline.Quantile(0.95) is { } p95 ? p95 : TimeSpan.Zero,
            LimitFreeze.InFlightAge(plan.Guards, baseline, timeout));
        TrafficRecord? next = ReferenceEquals(traffic, model.Traffic) ? Clean(traffic, plan, state) : traffic;
        JournalEntry entry = new(time.GetUtcNow(), JournalKinds.RolloutStarted, model.Model, plan.Candidate.Version, id, To: Words.Of(plan.Strategy), Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId);
        await store.SaveAsync(next, record, [entry], cancellationToken);
        model.Traffic = next ?? model.Traffic;
        LiveRun run = new(record, new RunCounters(model.Model, id, [], ImmutableDictionary<string, long>.Empty)) { SavedAt = time.GetTimestamp() };
        model.Run = run;
        apply.Apply(model);
        await step.TurnAsync(model, null, null, cancellationToken);
        return run;
    }

    public async Task<LiveRun> CommandAsync(Guid id, Verb verb, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic? traffic = book.All.FirstOrDefault(model => model.Run?.Record.Id == id);
        if (traffic is null)
        {
            RolloutRecord ended = await store.FindAsync(id, cancellationToken) ?? throw RefusedException.NotFound("rollout", $"{id}");
            return verb == Verb.Retry ? await RetryAsync(ended, reason, caller, cancellationToken) : throw Illegal(verb, ended);
        }

        return await traffic.AloneAsync(
            async () =>
            {
                LiveRun run = traffic.Run?.Record.Id == id ? traffic.Run : throw Illegal(verb, (await store.FindAsync(id, cancellationToken))!);
                if (!LegalVerbs.Allows(run.Record.Plan, run.State, verb))
                {
                    throw Illegal(verb, run.Record with { State = run.State });
                }

                if (verb is Verb.Advance or Verb.Promote or Verb.Approve && freeze.Holds(traffic.Model))
                {
                    throw Frozen(traffic.Model);
                }

                await step.TurnAsync(traffic, new Command(verb, reason), caller, cancellationToken);
                return run;
            },
            cancellationToken);
    }

    public ModelTraffic Find(string model) => book.Find(model)
        ?? throw (catalog.Has(model)
            ? new RefusedException(409, "no-baseline", "The model has no baseline yet.", $"No version of {model} is ready.")
            : RefusedException.NotFound("model", model));

    public static RefusedException Running(RolloutRecord running) => new(
        409, "rollout-running", "A rollout is running.", $"Rollout {running.Id} of version {running.Plan.Candidate.Version} is {Words.Of(running.State.Phase)}: end it, or say \"ifRunning\":\"replace\".");

    private async Task<LiveRun> RetryAsync(RolloutRecord ended, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        if (ended.State.Phase != Phase.RolledBack)
        {
            throw Illegal(Verb.Retry, ended);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            throw RefusedException.Invalid([new ProblemItem("reason", "is required: why should it go better this time?")]);
        }

        return ended.Plan.Strategy == Strategy.Manual
            ? await SplitAgainAsync(ended, reason, caller, cancellationToken)
            : await StartAsync(ended.Model, ended.Spec with { Reason = reason, Baseline = Find(ended.Model).Traffic.Baseline, IfRunning = "refuse", Force = true }, lift: true, caller, cancellationToken);
    }

    /// <summary>A split by hand is one again: its version gets from the baseline what it had, the others keep what they have now.</summary>
    private Task<LiveRun> SplitAgainAsync(RolloutRecord ended, string reason, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic model = Find(ended.Model);
        return model.AloneAsync(
            async () =>
            {
                TrafficRecord now = model.Traffic;
                string candidate = ended.Plan.Candidate.Version;
                int weight = ended.State.ManualWeight ?? ended.Plan.Steps[0].Weight;
                ResolvedPlan resolved = resolver.Resolve(now, new RolloutSpec { Candidate = candidate, Baseline = now.Baseline, Force = true }, ended.Plan.Steps[0]);
                RequireStart(ended.Model, resolved);
                if (model.Run is { } running)
                {
                    throw Running(running.Record);
                }

                if (now.Weights[now.Baseline] <= weight)
                {
                    throw new RefusedException(409, "no-weight", "The baseline has too little to give.", $"Version {candidate} had {weight / 100m:0.##} % and the baseline {now.Baseline} has {now.Weights[now.Baseline] / 100m:0.##} %: set the split by hand.");
                }

                await versions.SetStateAsync(ended.Plan.Candidate, VersionState.Ready, reason, caller.Actor, cancellationToken);
                RolloutState first = RolloutState.First with
                {
                    ManualWeight = weight, Others = [.. now.Weights.Where(other => other.Value > 0 && other.Key != candidate && other.Key != now.Baseline)],
                };
                return await BeginAsync(model, resolved, first, now, reason, caller, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>While a rollout with steps is live its baseline is meant, whatever has weight in the meantime.</summary>
    private static RolloutSpec WithBaseline(ModelTraffic traffic, RolloutSpec spec) =>
        traffic.Run is { Record.Plan: { Strategy: not Strategy.Manual, Baseline.Version: var baseline } } && spec.Baseline is null ? spec with { Baseline = baseline } : spec;

    private void RequireStart(string model, ResolvedPlan resolved)
    {
        if (freeze.Holds(model))
        {
            throw Frozen(model);
        }

        if (capacity.Problem(resolved.Plan.Candidate, resolved.Plan.Baseline) is { } problem)
        {
            throw new RefusedException(409, "no-capacity", "Both versions do not fit on this machine.", problem + ".");
        }
    }

    /// <summary>A run with steps has two versions; any others lose their weight to the baseline.</summary>
    private static TrafficRecord? Clean(TrafficRecord traffic, RolloutPlan plan, RolloutState state)
    {
        ImmutableSortedDictionary<string, int> weights = plan.Weights(state);
        return weights.Where(weight => weight.Value > 0).SequenceEqual(traffic.Weights.Where(weight => weight.Value > 0)) && traffic.Switch is null
            ? null
            : traffic with { Generation = traffic.Generation + 1, Weights = weights, Baseline = plan.Baseline.Version, Switch = null };
    }

    private static RefusedException Frozen(string model) => new(409, "frozen", "A freeze holds.", $"{model} is frozen: no step, promotion or start; rollback always works.");

    private static RefusedException Illegal(Verb verb, RolloutRecord record) => new(
        409, "verb-illegal", "That is not possible now.",
        $"{Words.Of(verb)} means nothing while the rollout is {Words.Of(record.State.Phase)}; legal: {string.Join(", ", LegalVerbs.Of(record.Plan, record.State).Select(Words.Of).DefaultIfEmpty("nothing"))}.");
}
