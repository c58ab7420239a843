using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Api;

/// <summary>A POST with an <c>Idempotency-Key</c> is done once: for 24 hours the same call with the same key gets the first answer.</summary>
internal sealed class Idempotency(IIdempotencyStore store, TimeProvider time)
{
    private const string Header = "Idempotency-Key";
    private const int LargestKey = 128;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, bool> _running = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Headers[Header].Count == 0)
        {
            await next(context);
            return;
        }

        string given = context.Request.Headers[Header].Count == 1 ? context.Request.Headers[Header].ToString() : "";
        string key = $"{Caller.Of(context).Actor}\n{given}";
        if (given.Length is 0 or > LargestKey)
        {
            await RefuseAsync(context, 400, "idempotency-key-invalid", $"One Idempotency-Key of 1 to {LargestKey} characters is understood.");
        }
        else if (!_running.TryAdd(key, true))
        {
            await RefuseAsync(context, 409, "idempotency-key-running", "The first call with this Idempotency-Key has not ended yet.");
        }
        else
        {
            try
            {
                await OnceAsync(context, key, next);
            }
            finally
            {
                _running.TryRemove(key, out _);
            }
        }
    }

    private async Task OnceAsync(HttpContext context, string key, RequestDelegate next)
    {
        DateTimeOffset now = time.GetUtcNow();
        IdempotentAnswer? known = await store.FindAsync(key, now - Kept, context.RequestAborted);
        if (known is null)
        {
            using MemoryStream body = new();
            await store.SaveAsync(key, await RunAsync(context, body, next), now, CancellationToken.None);
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
        else if (await IsAgainAsync(context, known))
        {
            await known.WriteAsync(context);
        }
        else
        {
            await RefuseAsync(context, 422, "idempotency-key-reused", "This Idempotency-Key was used for another call.");
        }
    }

    /// <returns>Null when the answer is not to be kept: the gateway failed, so the caller should try again, or it holds a secret.</returns>
    private static async Task<IdempotentAnswer?> RunAsync(HttpContext context, MemoryStream body, RequestDelegate next)
    {
        (Stream client, Stream sent) = (context.Response.Body, context.Request.Body);
        using BodyDigest digest = new(context.Request.ContentType);
        context.Response.Body = body;
        context.Request.Body = new DigestedStream(sent, digest);
        try
        {
            await next(context);
            if (context.Response.StatusCode is >= 500 or 408 or 413 or 429 || context.Response.Headers.CacheControl == "no-store")
            {
                return null;
            }

            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted); // what the handler had no need of counts too
        }
        finally
        {
            (context.Response.Body, context.Request.Body) = (client, sent);
        }

        HttpResponse response = context.Response;
        return new IdempotentAnswer(Call(context.Request, digest), response.StatusCode, response.ContentType, response.Headers.Location, body.ToArray());
    }

    /// <summary>Reads the body, at most as far as it could be the same.</summary>
    private static async Task<bool> IsAgainAsync(HttpContext context, IdempotentAnswer known)
    {
        if (!long.TryParse(known.Call.AsSpan(known.Call.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long most))
        {
            return false;
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null; // nothing of it is kept
        using BodyDigest digest = new(context.Request.ContentType);
        byte[] buffer = new byte[1 << 16];
        int read;
        while (digest.Bytes <= most && (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            digest.Append(buffer.AsSpan(0, read));
        }

        return digest.Bytes <= most && Call(context.Request, digest) == known.Call;
    }

    private static string Call(HttpRequest request, BodyDigest digest) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Path}{request.QueryString} {digest.Finish()} {digest.Bytes}");

    private static Task RefuseAsync(HttpContext context, int status, string type, string detail) =>
        new ProblemResult(new Problem(type, "The Idempotency-Key cannot be used.", status, detail)).ExecuteAsync(context);
}
