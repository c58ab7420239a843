using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Hooks;

/// <summary>Whether a call is of who holds the secret, and which delivery it is. Compared in constant time.</summary>
internal static class HookSignature
{
    /// <summary>GitLab's signing tokens are this and base64.</summary>
    public const string TokenPrefix = "whsec_";

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <returns>The delivery's id; null: the call is not of the secret's holder, or is too old.</returns>
    public static string? Delivery(string kind, IHeaderDictionary headers, byte[] body, byte[] secret, DateTimeOffset now) => kind switch
    {
        "github" => Equal(headers["X-Hub-Signature-256"], $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(secret, body))}") ? Id(headers["X-GitHub-Delivery"]) : null,
        "mlflow" => Signed(headers["X-MLflow-Delivery-Id"], headers["X-MLflow-Timestamp"], headers["X-MLflow-Signature"], body, secret, now),
        _ when headers.ContainsKey("webhook-signature") => Signed(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], body, Key(secret), now),
        _ => Equal(headers["X-Gitlab-Token"], Encoding.UTF8.GetString(secret)) ? Id(headers["X-Gitlab-Event-UUID"]) ?? Id(headers["Idempotency-Key"]) : null,
    };

    /// <summary>As Standard Webhooks and MLflow sign: <c>v1,</c> and base64 of HMAC-SHA256 over id, seconds and body with dots between.</summary>
    private static string? Signed(string? id, string? seconds, string? signature, byte[] body, byte[] secret, DateTimeOffset now)
    {
        if (Id(id) is null || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long at) || Math.Abs(now.ToUnixTimeSeconds() - at) > Fresh.TotalSeconds)
        {
            return null;
        }

        string expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body]))}";
        return (signature ?? "").Split(' ').Any(given => Equal(given, expected)) ? id : null;
    }

    /// <returns>False: it looks like a signing token and is none.</returns>
    public static bool CanSign(byte[] secret)
    {
        string text = Encoding.UTF8.GetString(secret);
        return !text.StartsWith(TokenPrefix, StringComparison.Ordinal) || Convert.TryFromBase64String(text[TokenPrefix.Length..], new byte[text.Length], out _);
    }

    /// <param name="secret">One that <see cref="CanSign"/> has passed.</param>
    private static byte[] Key(byte[] secret)
    {
        string text = Encoding.UTF8.GetString(secret);
        return text.StartsWith(TokenPrefix, StringComparison.Ordinal) ? Convert.FromBase64String(text[TokenPrefix.Length..]) : secret;
    }

    private static string? Id(string? given) => given is { Length: > 0 and <= 128 } ? given : null;

    private static bool Equal(string? given, string expected) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
