namespace Gateway.Api;

/// <summary>Who calls and which request it is, for the journal: a handler's parameter.</summary>
internal sealed record Caller(string Actor, string RequestId)
{
    public const string Anonymous = "anonymous";

    public static Caller Of(HttpContext context) => new(context.User.Identity?.Name ?? Anonymous, context.TraceIdentifier);

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context));
}
