using System.Net;
using Gateway.Security.Tokens;
using Microsoft.Extensions.Options;

namespace Gateway.Security;

/// <summary>Whether a caller must be known. On loopback nobody must, unless it was said or an issuer of tokens is trusted; elsewhere everybody, unless that was said.</summary>
internal sealed class AccessMode(IOptions<GatewayOptions> gateway, IOptions<SecurityOptions> security, IOptions<JwtOptions> jwt)
{
    public bool Required { get; } = security.Value.RequireKeys ?? !gateway.Value.AllowAnonymous && (jwt.Value.IsSet || !IsLoopback(gateway.Value));

    /// <summary>Everybody on this machine may do everything: the address is all that keeps others out.</summary>
    public bool OnlyLocal => !Required && IsLoopback(gateway.Value);

    /// <returns>Null: the settings agree.</returns>
    public static string? Problem(GatewayOptions gateway, SecurityOptions security) => (security.RequireKeys, gateway.AllowAnonymous) switch
    {
        (true, true) => "Security:RequireKeys and Gateway:AllowAnonymous exclude each other.",
        (false, false) when !IsLoopback(gateway) => $"Security:RequireKeys=false: {gateway.BindAddress} is open to others; say --Gateway:AllowAnonymous=true if that is meant.",
        _ => null,
    };

    private static bool IsLoopback(GatewayOptions gateway) => IPAddress.TryParse(gateway.BindAddress, out IPAddress? address) && IPAddress.IsLoopback(address);
}
