using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Notifications;

/// <summary>Proves to a receiver that a delivery is ours and fresh.</summary>
internal static class Signature
{
    public const string Header = "x-gateway-signature";

    /// <returns><c>t=SECONDS,v1=HEX</c>: HMAC-SHA256 over the seconds since 1970, a dot and the body's bytes.</returns>
    public static string Of(byte[] secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        string seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes(seconds + "."), .. body]))}";
    }
}
