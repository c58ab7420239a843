using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Splits;
using Gateway.Rollouts.Starts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Rollouts;

/// <summary><c>/rollouts</c>: start, look, steer.</summary>
internal static class RolloutsApi
{
    private static readonly Verb[] Verbs = [Verb.Hold, Verb.Resume, Verb.Advance, Verb.Approve, Verb.Promote, Verb.Abort, Verb.Retry];

    public static void MapRolloutCalls(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("", "rollouts");
        group.MapPost("/models/{model}/rollouts", StartAsync).Takes("dryRun").Needs(Permission.Publish).WithSummary("Starts a rollout; dryRun says what it would take.");
        group.MapGet("/models/{model}/rollouts", OfModelAsync).Takes("active", "endedAfter", "after", "limit").WithSummary("Rollouts of a model, the newest first.");
        group.MapGet("/rollouts", ListAsync).Takes("active", "endedAfter", "after", "limit").WithSummary("Rollouts of every model, the newest first.");
        group.MapGet("/rollouts/{id:guid}", OneAsync).AddEndpointFilter<OwnRollouts>().WithSummary("A rollout: phase, weights, what it waits for, each guard with its sentence.");
        group.MapGet("/rollouts/{id:guid}/evidence", EvidenceAsync).AddEndpointFilter<OwnRollouts>().WithSummary("Every count that its verdict was made from.");
        group.MapGet("/rollouts/{id:guid}/shadow", ShadowAsync).AddEndpointFilter<OwnRollouts>().WithSummary("How the answers to copies agreed.");
        foreach (Verb verb in Verbs)
        {
            group.MapPost($"/rollouts/{{id:guid}}/{Words.Of(verb)}", (Guid id, Body<VerbRequest> body, Caller caller, RolloutVerbs verbs, CancellationToken cancellationToken) =>
                CommandAsync(id, verb, body, caller, verbs, cancellationToken)).Needs(verb is Verb.Hold or Verb.Abort ? Permission.Publish : Permission.Operate).AddEndpointFilter<OwnRollouts>().WithSummary($"The verb {Words.Of(verb)}.");
        }
    }

    private static async Task<IResult> StartAsync(string model, Query query, Draft<RolloutSpec> body, Caller caller, RolloutStarts starts, CancellationToken cancellationToken)
    {
        bool dryRun = query.Flag("dryRun");
        RolloutSpec spec = body.Against(asked => starts.Preview(model, asked), query);
        if (dryRun)
        {
            return TypedResults.Ok(starts.Preview(model, spec));
        }

        LiveRun run = await starts.StartAsync(model, spec, caller, cancellationToken);
        return TypedResults.Created($"/api/v1/rollouts/{run.Record.Id}", RolloutView.Of(run));
    }

    private static async Task<Ok<Rollout>> CommandAsync(Guid id, Verb verb, Body<VerbRequest> body, Caller caller, RolloutVerbs verbs, CancellationToken cancellationToken) =>
        TypedResults.Ok(RolloutView.Of(await verbs.CommandAsync(id, verb, body.Value.Reason, caller, cancellationToken)));

    private static Task<Ok<Page<Rollout>>> OfModelAsync(string model, Query query, Grant grant, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken) =>
        PageAsync(model, query, grant, book, store, cancellationToken);

    private static Task<Ok<Page<Rollout>>> ListAsync(Query query, Grant grant, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken) =>
        PageAsync(null, query, grant, book, store, cancellationToken);

    private static async Task<Ok<Page<Rollout>>> PageAsync(string? model, Query query, Grant grant, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken)
    {
        bool active = query.Flag("active");
        DateTimeOffset? ended = query.Time("endedAfter");
        Guid? after = query.Id("after");
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        IReadOnlyList<RolloutRecord> records = await store.ListAsync(new RolloutFilter(model, grant.Models.Globs, active, ended), after, limit + 1, cancellationToken);
        Rollout[] items = [.. records.Take(limit).Select(record => record.EndedAt is null && Live(book, record.Id) is { } run ? RolloutView.Of(run) : RolloutView.Of(record))];
        return TypedResults.Ok(new Page<Rollout>(items, records.Count > limit ? $"{records[limit - 1].Id}" : null));
    }

    private static async Task<Ok<Rollout>> OneAsync(Guid id, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken) => Live(book, id) is { } run
        ? TypedResults.Ok(RolloutView.Of(run))
        : TypedResults.Ok(RolloutView.Of(await FindAsync(id, store, cancellationToken)));

    private static async Task<Ok<Contracts.Evidence>> EvidenceAsync(Guid id, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken)
    {
        if (Live(book, id) is { } run)
        {
            return TypedResults.Ok(RolloutView.Evidence(run.Record, RunChange.Evidence(run)));
        }

        RolloutRecord record = await FindAsync(id, store, cancellationToken);
        return TypedResults.Ok(RolloutView.Evidence(record, record.Evidence));
    }

    private static async Task<Ok<ShadowReport>> ShadowAsync(Guid id, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken)
    {
        if (Live(book, id) is { } run)
        {
            return TypedResults.Ok(ShadowView.Of(run.Record, run.Shadow.Save()));
        }

        RolloutRecord record = await FindAsync(id, store, cancellationToken);
        return TypedResults.Ok(ShadowView.Of(record, record.Shadow ?? Analysis.ShadowTotals.None));
    }

    private static LiveRun? Live(TrafficBook book, Guid id) => book.All.Select(model => model.Run).FirstOrDefault(run => run?.Record.Id == id);

    private static async Task<RolloutRecord> FindAsync(Guid id, IRolloutStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? throw RefusedException.NotFound("rollout", $"{id}");
}
