using System.Security.Cryptography;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Hooks;

/// <summary><c>POST /hooks/{github,gitlab,mlflow}</c>: signed calls that start a copy or a push. No key is needed: the signature is one.</summary>
internal static class HooksApi
{
    private const int MostBytes = 1 << 20, MostWaiting = 100;
    private static readonly string[] Kinds = ["github", "gitlab", "mlflow"];

    public static void AddHooks(this IServiceCollection services)
    {
        services.AddOptions<HooksOptions>().BindConfiguration(HooksOptions.Section);
        services.AddSingleton<HookBook>();
        services.AddSingleton<HookSignal>();
        services.AddSingleton<HookFetch>();
        services.AddSingleton<HookWork>();
        services.AddHostedService<HookLoop>();
    }

    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/hooks", "hooks");
        foreach (string kind in Kinds)
        {
            group.MapPost(kind, (HttpRequest request, HookBook book, IHookStore store, HookSignal signal, TimeProvider time, CancellationToken cancellationToken) =>
                TakeAsync(kind, request, book, store, signal, time, cancellationToken)).NeedsNothing().WithSummary($"A signed call of {kind}; starts what the hooks' file says.");
        }
    }

    private static async Task<IResult> TakeAsync(string kind, HttpRequest request, HookBook book, IHookStore store, HookSignal signal, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!book.Has(kind))
        {
            throw RefusedException.NotFound("hook", $"A hook for {kind}");
        }

        byte[] body = await BodyAsync(request, cancellationToken);
        (string? delivery, int[] places) = book.Signed(kind, request.Headers, body, time.GetUtcNow());
        if (delivery is null)
        {
            throw new RefusedException(401, "signature-wrong", "The call is of nobody known here.", "Its signature is missing or wrong, its time is more than five minutes off, or it has no delivery id.");
        }

        if (HookEvent.Read(kind, request.Headers, body) is not { } what || book.For(what, places) is not { } place)
        {
            return Answer(200, "passed by", delivery);
        }

        HookJob job = new($"{kind}:{delivery}", place, book.Source(place)!.Model!, what);
        JournalEntry entry = new(time.GetUtcNow(), JournalKinds.HookTaken, job.Model, From: what.Repository, To: job.Delivery, Actor: $"hook:{kind}", RequestId: request.HttpContext.TraceIdentifier);
        switch (await store.TakeAsync(job, Convert.ToHexStringLower(SHA256.HashData(body)), MostWaiting, entry, cancellationToken))
        {
            case null:
                throw new RefusedException(503, "too-many-hooks", "Too many deliveries wait.", $"{MostWaiting} wait already: send it again later.");
            case false:
                return Answer(200, "known already", delivery);
            default:
                signal.Set();
                return Answer(202, "taken", delivery);
        }
    }

    private static JsonHttpResult<HookAnswer> Answer(int status, string says, string delivery) => TypedResults.Json(new HookAnswer(delivery, says), ContractJson.Options, statusCode: status);

    private static async Task<byte[]> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        byte[] buffer = new byte[1 << 14];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBytes)
            {
                throw new RefusedException(413, "too-large", "The delivery is too large.", $"At most {MostBytes} bytes are taken.");
            }
        }

        return body.ToArray();
    }
}
