using Gateway.Api;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Journal;

/// <summary><c>GET /audit</c>: whether somebody changed the journal.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapApi("/audit", "events").MapGet("", VerifyAsync).WithSummary("Whether every line of the journal is what was written.");

    private static async Task<Ok<AuditLook>> VerifyAsync(IJournalChain chain, CancellationToken cancellationToken) => TypedResults.Ok(await chain.VerifyAsync(cancellationToken));
}
