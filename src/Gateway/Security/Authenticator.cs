using Gateway.Security.Keys;
using Gateway.Security.Tokens;

namespace Gateway.Security;

/// <summary>Finds out who calls: by a key of ours, else by a token of the issuer that is trusted.</summary>
internal sealed class Authenticator(KeyBook keys, BearerTokens tokens, AccessMode mode, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <remarks>A key of ours counts also where none is required: a wrong one is told, never taken for none.</remarks>
    public ValueTask<Grant> IdentifyAsync(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new ValueTask<Grant>(mode.Required ? Grant.Nobody : Grant.Anyone);
        }

        ReadOnlySpan<char> token = header.AsSpan(Scheme.Length).Trim();
        return KeyToken.IsOurs(token) ? new ValueTask<Grant>(keys.Find(token, time.GetUtcNow()))
            : tokens.Count ? new ValueTask<Grant>(tokens.GrantAsync(context))
            : new ValueTask<Grant>(mode.Required ? Grant.Unknown : Grant.Anyone);
    }
}
