using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;

namespace Gateway.EndToEnd.Access;

/// <summary>Somebody who signs tokens, and tells his public key over 127.0.0.1.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly ForeignHost _host;

    private Issuer(ForeignHost host) => _host = host;

    public string Url => _host.Url;

    public string Keys
    {
        get
        {
            RSAParameters key = _key.ExportParameters(includePrivateParameters: false);
            return JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64Url.EncodeToString(key.Modulus!), e = Base64Url.EncodeToString(key.Exponent!) } } });
        }
    }

    public static async Task<Issuer> StartAsync()
    {
        Issuer issuer = new(await ForeignHost.StartAsync("nothing"));
        issuer._host.Answer = context => context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("openid-configuration", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(new { issuer = issuer.Url, jwks_uri = $"{issuer.Url}/keys" })
            : issuer.Keys);
        return issuer;
    }

    /// <param name="lifetime">From now; negative: it has expired.</param>
    public string Token(string role, string? models = null, string audience = "gateway", TimeSpan? lifetime = null, string? algorithm = null)
    {
        Dictionary<string, object> claims = new() { ["iss"] = Url, ["aud"] = audience, ["sub"] = "alice", ["role"] = role, ["exp"] = Now + (long)(lifetime ?? TimeSpan.FromMinutes(10)).TotalSeconds };
        if (models is not null)
        {
            claims["models"] = models.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        string signed = $"{Part(new { alg = algorithm ?? "RS256", kid = "1", typ = "JWT" })}.{Part(claims)}";
        return $"{signed}.{(algorithm == "none" ? "" : Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))}";
    }

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return _host.DisposeAsync();
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
