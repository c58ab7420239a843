using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Rollouts.Overviews;

/// <summary><c>GET /overview</c>: what to look at first.</summary>
internal static class OverviewApi
{
    public static void MapOverview(this IEndpointRouteBuilder routes) =>
        routes.MapApi("", "models").MapGet("/overview", Get).Takes("search", "skip", "limit").WithSummary("Models with their last minute, trouble first; search: a part of the name.");

    private static Ok<Overview> Get(Query query, Grant grant, ModelOverviews models)
    {
        string search = query.Text("search") ?? "";
        int skip = (int)(query.Number("skip", 0, int.MaxValue) ?? 0);
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        return TypedResults.Ok(models.Of(grant.Models, search, skip, limit));
    }
}
