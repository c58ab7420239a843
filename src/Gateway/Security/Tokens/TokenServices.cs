using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Security.Tokens;

internal static class TokenServices
{
    private static readonly string[] Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void AddTokens(this IServiceCollection services)
    {
        services.AddOptions<JwtOptions>().BindConfiguration(JwtOptions.Section);
        services.AddSingleton<BearerTokens>();
        services.AddAuthentication().AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<JwtOptions>>((bearer, jwt) => Configure(bearer, jwt.Value));
    }

    /// <summary>An empty list becomes no claim, and no claim means all models.</summary>
    private static Task KeepEmpty(TokenValidatedContext context, string claim)
    {
        if (context is { SecurityToken: JsonWebToken token, Principal.Identity: ClaimsIdentity holder } && !holder.HasClaim(held => held.Type == claim) && token.TryGetPayloadValue(claim, out object _))
        {
            holder.AddClaim(new Claim(claim, ""));
        }

        return Task.CompletedTask;
    }

    private static void Configure(JwtBearerOptions bearer, JwtOptions jwt)
    {
        bearer.MapInboundClaims = false;
        bearer.Authority = jwt.Authority;
        bearer.RequireHttpsMetadata = !(Uri.TryCreate(jwt.Authority, UriKind.Absolute, out Uri? authority) && authority.IsLoopback);
        bearer.IncludeErrorDetails = false;
        bearer.Events = new JwtBearerEvents { OnTokenValidated = context => KeepEmpty(context, jwt.ModelsClaim) };
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = Asymmetric,
            ValidAudience = jwt.Audience,
            ValidIssuer = jwt.Issuer,
            IssuerSigningKeys = jwt.KeysFile is { } file ? SigningKeys.Read(file) : null,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.FromSeconds(30),
            NameClaimType = jwt.NameClaim,
        };
    }
}
