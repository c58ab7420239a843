using Gateway.Api;
using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Rollouts.Freezes;

/// <summary><c>/freeze</c> and <c>/stop</c>.</summary>
internal static class FreezeApi
{
    public static void MapFreeze(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("", "freeze");
        group.MapGet("/freeze", Get).WithSummary("The freeze that is set.");
        group.MapPut("/freeze", PutAsync).Needs(Permission.Operate, everyModel: true).WithSummary("No step, promotion or start while it holds; rolling back works.");
        group.MapDelete("/freeze", DeleteAsync).Takes("reason").Needs(Permission.Operate, everyModel: true).WithSummary("Lifts it.");
        group.MapPost("/stop", StopAsync).Needs(Permission.Operate, everyModel: true).WithSummary("Aborts every rollout, and freezes.");
    }

    private static Results<Ok<Freeze>, NoContent> Get(FreezeBook book) => book.Current is { } freeze ? TypedResults.Ok(freeze) : TypedResults.NoContent();

    private static async Task<Ok<Freeze>> PutAsync(Draft<Freeze> body, Caller caller, FreezeBook book, IRolloutStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        Freeze freeze = body.Against(FreezeBook.Require);
        FreezeBook.Require(freeze);
        await SaveAsync(freeze, freeze.Reason, caller, book, store, time, cancellationToken);
        return TypedResults.Ok(freeze);
    }

    private static async Task<NoContent> DeleteAsync(Query query, Caller caller, FreezeBook book, IRolloutStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        string? reason = query.Text("reason");
        query.Check();
        await SaveAsync(null, reason, caller, book, store, time, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Every running rollout is aborted, and nothing starts until the freeze is lifted.</summary>
    private static async Task<Ok<Freeze>> StopAsync(Body<VerbRequest> body, Caller caller, FreezeBook book, EmergencyStop stop, IRolloutStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        Freeze freeze = new(["*"], null, null, body.Value.Reason ?? "stop");
        await SaveAsync(freeze, freeze.Reason, caller, book, store, time, cancellationToken);
        await stop.AbortAllAsync(freeze.Reason, caller, cancellationToken);
        return TypedResults.Ok(freeze);
    }

    private static async Task SaveAsync(Freeze? freeze, string? reason, Caller caller, FreezeBook book, IRolloutStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        await store.SaveFreezeAsync(freeze, new JournalEntry(time.GetUtcNow(), JournalKinds.FreezeChanged, To: freeze is null ? "lifted" : "frozen", Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId), cancellationToken);
        book.Current = freeze;
    }
}
