using System.Security.Cryptography;
using Gateway.Security;
using Microsoft.Extensions.Options;

namespace Gateway.Passports;

/// <summary>Signs what this environment says, and checks what others say. The private half never leaves the data directory.</summary>
internal sealed class EnvironmentKey
{
    public const string FileName = "environment.key";

    private readonly string? _private;
    private readonly Dictionary<string, byte[]> _trusted;

    /// <exception cref="StartupException">The key's file cannot be read or written.</exception>
    public EnvironmentKey(IOptions<EnvironmentOptions> options, IOptions<GatewayOptions> gateway)
    {
        Name = options.Value.Name;
        _trusted = options.Value.Trusts.Select(text => text.Split('=', 2)).ToDictionary(parts => parts[0], parts => Convert.FromBase64String(parts[1]), StringComparer.Ordinal);
        if (Name is not null)
        {
            _private = SecretFile.ReadOrMake(Path.Combine(gateway.Value.DataDirectory, FileName), Make);
            using ECDsa key = Own(_private);
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        }
    }

    public string? Name { get; }

    public string? PublicKey { get; }

    public IEnumerable<string> Trusted => _trusted.Keys.Order(StringComparer.Ordinal);

    public string Sign(byte[] statement)
    {
        using ECDsa key = Own(_private ?? throw new InvalidOperationException("An environment without a name signs nothing."));
        return Convert.ToBase64String(key.SignData(statement, HashAlgorithmName.SHA256));
    }

    public bool IsOf(string environment, byte[] statement, string signature)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (!_trusted.TryGetValue(environment, out byte[]? trusted) || !Convert.TryFromBase64String(signature, bytes, out int length))
        {
            return false;
        }

        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(trusted, out _);
        return key.VerifyData(statement, bytes[..length], HashAlgorithmName.SHA256);
    }

    private static string Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    private static ECDsa Own(string text)
    {
        ECDsa key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
        return key;
    }
}
