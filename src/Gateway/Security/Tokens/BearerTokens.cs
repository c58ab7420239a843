using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Gateway.Security.Tokens;

/// <summary>What a token of the trusted issuer allows.</summary>
internal sealed class BearerTokens(IOptions<JwtOptions> options)
{
    private const int LongestName = 128;

    private static readonly Grant Refused = Grant.Denied("anonymous", "The token is not valid here: its issuer, audience, signature or time is wrong.");

    public bool Count => options.Value.IsSet;

    public async Task<Grant> GrantAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        return result is { Succeeded: true, Principal: { } holder } ? Of(holder, options.Value) : Refused;
    }

    /// <summary>A role that we do not know allows nothing.</summary>
    internal static Grant Of(ClaimsPrincipal holder, JwtOptions options)
    {
        Permission permissions = Words(holder, options.RoleClaim).Aggregate(Permission.None, (all, role) => all | Roles.Of(role));
        string[] models = [.. Words(holder, options.ModelsClaim).Where(ModelScope.IsPattern)];
        bool every = !holder.HasClaim(claim => claim.Type == options.ModelsClaim);
        string name = holder.FindFirst(options.NameClaim)?.Value ?? "unnamed";
        return new Grant($"token:{(name.Length > LongestName ? name[..LongestName] : name)}", permissions, every ? ModelScope.All : new ModelScope(models)); // no key's name has a colon
    }

    private static IEnumerable<string> Words(ClaimsPrincipal holder, string claim) =>
        holder.FindAll(claim).SelectMany(found => found.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
