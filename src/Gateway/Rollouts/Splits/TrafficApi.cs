using Gateway.Api;
using Gateway.Contracts;
using Gateway.Rollouts.Runs;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Rollouts.Splits;

/// <summary><c>/models/{m}/traffic</c> and <c>/models/{m}/rollback</c>.</summary>
internal static class TrafficApi
{
    public static void MapTraffic(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models/{model}", "traffic");
        group.MapGet("/traffic", GetAsync).Takes("at").WithSummary("The split, now or at a time.");
        group.MapPut("/traffic", SetAsync).Needs(Permission.Operate).WithSummary("Sets it by hand; answers when it is in force.");
        group.MapPost("/rollback", RollBackAsync).Needs(Permission.Operate).WithSummary("Back to the version that was good, whatever is going on.");
    }

    private static async Task<Ok<Traffic>> GetAsync(string model, HttpContext context, Query query, TrafficBook book, IRolloutStore store, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = query.Time("at");
        query.Check();
        TrafficRecord now = book.Require(model).Traffic;
        return at is not { } time
            ? Answer(context.Response, now)
            : TypedResults.Ok((await store.TrafficAtAsync(model, time, cancellationToken) ?? throw RefusedException.NotFound("traffic", $"Traffic of {model} at {time:u}")).View());
    }

    private static async Task<Ok<Traffic>> SetAsync(string model, HttpContext context, Draft<Traffic> body, Caller caller, TrafficChanges changes, TrafficBook book, CancellationToken cancellationToken)
    {
        Traffic asked = body.Against(traffic => changes.Require(model, traffic));
        long? any = context.Request.Headers.IfMatch.Count > 0 ? book.Require(model).Traffic.Generation : null; // If-Match: * insists on nothing, but it was said
        return Answer(context.Response, await changes.SetAsync(model, asked, context.Request.IfMatch() ?? asked.Generation ?? any, caller, cancellationToken));
    }

    private static async Task<Ok<RollbackAnswer>> RollBackAsync(string model, Body<VerbRequest> body, Caller caller, Rollbacks rollbacks, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rollbacks.RollBackAsync(model, body.Value.To, body.Value.Reason, caller, cancellationToken));

    private static Ok<Traffic> Answer(HttpResponse response, TrafficRecord traffic)
    {
        response.SetETag(traffic.Generation);
        return TypedResults.Ok(traffic.View());
    }
}
