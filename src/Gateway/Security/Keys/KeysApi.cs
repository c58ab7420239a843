using Gateway.Api;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Security.Keys;

/// <summary><c>/keys</c>: given out, replaced, taken back. A key's text is in one answer and nowhere else.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/keys", "keys").Needs(Permission.Administer, everyModel: true);
        group.MapGet("", List).WithSummary("Every key, without what opens.");
        group.MapPost("", CreateAsync).WithSummary("Makes a key; the answer is the only time that it is shown.");
        group.MapPost("/{id:guid}/rotate", RotateAsync).WithSummary("A new key with the same rights; the old one works a while longer.");
        group.MapDelete("/{id:guid}", DeleteAsync).Takes("reason").WithSummary("Takes a key back, at once.");
    }

    private static Ok<Page<Key>> List(KeyBook book) => TypedResults.Ok(new Page<Key>([.. book.Keys.Select(View)]));

    private static async Task<Created<NewKey>> CreateAsync(Body<KeySpec> body, Caller caller, KeyChanges changes, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await changes.CreateAsync(body.Value, caller, cancellationToken), response);

    private static async Task<Created<NewKey>> RotateAsync(Guid id, Body<KeyRotation> body, Caller caller, KeyChanges changes, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(await changes.RotateAsync(id, body.Value, caller, cancellationToken), response);

    private static async Task<NoContent> DeleteAsync(Guid id, Query query, Caller caller, KeyChanges changes, CancellationToken cancellationToken)
    {
        string? reason = query.Text("reason");
        query.Check();
        await changes.DeleteAsync(id, reason, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Created<NewKey> Answer((IssuedKey Key, string Token) issued, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store"; // nor is it kept for its Idempotency-Key
        return TypedResults.Created($"/api/v1/keys/{issued.Key.Id}", new NewKey(issued.Token, issued.Key.Id, issued.Key.Name, issued.Key.Role, issued.Key.Models, issued.Key.Expires));
    }

    private static Key View(IssuedKey key) => new(key.Id, key.Name, key.Role, key.Models, key.CreatedAt, key.CreatedBy, key.Expires, key.Rate, key.Quota);
}
