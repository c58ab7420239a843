namespace Gateway.Api;

/// <summary>Gives each admin request an id, the client's own <c>x-request-id</c> where it is well-formed, and says it back.</summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";

    public static void UseRequestIds(this IApplicationBuilder admin) => admin.Use((context, next) =>
    {
        string? own = context.Request.Headers[Header];
        context.TraceIdentifier = IsWellFormed(own) ? own! : Guid.CreateVersion7().ToString();
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    });

    private static bool IsWellFormed(string? id) =>
        id is { Length: >= 1 and <= 64 } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
