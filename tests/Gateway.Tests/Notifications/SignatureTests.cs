using Gateway.Notifications;
using Xunit;

namespace Gateway.Tests.Notifications;

public sealed class SignatureTests
{
    /// <summary>From <c>printf '1767268800.{"text":"hello"}' | openssl dgst -sha256 -hmac secret</c>.</summary>
    [Fact]
    public void The_signature_is_what_openssl_computes() => Assert.Equal(
        "t=1767268800,v1=604e3500fa35aa76b3cee4a7f4c6c04f2fd907bf3dbf6f0364b3649d2500cab4",
        Signature.Of("secret"u8.ToArray(), new DateTimeOffset(2026, 1, 1, 12, 0, 0, 900, TimeSpan.Zero), "{\"text\":\"hello\"}"u8));
}
