namespace Gateway.Api;

/// <summary>The answers given to calls with a key; implemented by Storage.</summary>
internal interface IIdempotencyStore
{
    /// <param name="since">Older answers count as forgotten.</param>
    Task<IdempotentAnswer?> FindAsync(string key, DateTimeOffset since, CancellationToken cancellationToken);

    /// <param name="answer">Null: nothing to keep.</param>
    Task SaveAsync(string key, IdempotentAnswer? answer, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <param name="Call">Path, query, the body's digest and its bytes, so that a key cannot be used for two things.</param>
internal sealed record IdempotentAnswer(string Call, int Status, string? ContentType, string? Location, byte[] Body)
{
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.Location = Location;
        context.Response.Headers["idempotency-replayed"] = "true";
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
