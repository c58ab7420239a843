using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Contracts;

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
        string call = await CallAsync(context.Request, context.RequestAborted);
        DateTimeOffset now = time.GetUtcNow();
        IdempotentAnswer? known = await store.FindAsync(key, now - Kept, context.RequestAborted);
        if (known is null)
        {
            using MemoryStream body = new();
            await store.SaveAsync(key, await RunAsync(context, call, body, next), now, CancellationToken.None);
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
        else if (known.Call == call)
        {
            await known.WriteAsync(context);
        }
        else
        {
            await RefuseAsync(context, 422, "idempotency-key-reused", "This Idempotency-Key was used for another call.");
        }
    }

    /// <returns>Null when the answer is not worth keeping: the gateway failed, so the caller should try again.</returns>
    private static async Task<IdempotentAnswer?> RunAsync(HttpContext context, string call, MemoryStream body, RequestDelegate next)
    {
        Stream client = context.Response.Body;
        context.Response.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        HttpResponse response = context.Response;
        return response.StatusCode is >= 500 or 408 or 429 ? null
            : new IdempotentAnswer(call, response.StatusCode, response.ContentType, response.Headers.Location, body.ToArray());
    }

    /// <summary>What was called: an upload counts by its length alone.</summary>
    private static async Task<string> CallAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string call = $"{request.Path}{request.QueryString}";
        if (!request.HasJsonContentType())
        {
            return $"{call} {request.ContentLength}";
        }

        MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        request.Body = body;
        return $"{call} {Convert.ToHexStringLower(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)))}";
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string detail) =>
        new ProblemResult(new Problem(type, "The Idempotency-Key cannot be used.", status, detail)).ExecuteAsync(context);
}
