using System.Text.Json;

namespace Gateway.Security;

/// <summary>Why a request goes no further.</summary>
/// <param name="Status">401, 403 or 429.</param>
/// <param name="RetryAfter">Seconds, for 429.</param>
internal sealed record AccessRefusal(int Status, string Message, int? RetryAfter = null)
{
    public const string Forbidden = "forbidden";

    public string Type => Status switch { 401 => "unauthenticated", 429 => "too-many-requests", _ => Forbidden };

    public string Title => Status switch { 401 => "Who is calling is not known.", 429 => "Too many requests.", _ => "That is not allowed." };

    /// <returns>Null: it may.</returns>
    public static AccessRefusal? Of(Grant grant, Permission permission, ReadOnlySpan<char> model) =>
        grant.Refusal is { } why ? new AccessRefusal(401, why)
        : grant.May(permission, model) ? null
        : new AccessRefusal(403, Text(grant, permission, model.ToString()));

    public static string Text(Grant grant, Permission permission, string? model)
    {
        string verb = JsonNamingPolicy.CamelCase.ConvertName(permission.ToString());
        return !grant.May(permission) ? $"{grant.Actor} may not {verb}."
            : model is null ? $"{grant.Actor} is for {string.Join(", ", grant.Models.Patterns)} only, and this concerns every model."
            : $"{grant.Actor} may not {verb} {model}: it is for {string.Join(", ", grant.Models.Patterns)}.";
    }
}
