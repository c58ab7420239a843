using System.Security.Cryptography;
using System.Text;
using Gateway.Security;
using Microsoft.Extensions.Options;

namespace Gateway.Notifications;

/// <summary>The secret of the signatures: as set, else one of our own in the data directory, so that nothing ever goes out unsigned.</summary>
internal sealed class SigningSecret
{
    public const string FileName = "notifications.secret";

    /// <exception cref="StartupException">The file cannot be read or written.</exception>
    public SigningSecret(IOptions<NotificationsOptions> options, IOptions<GatewayOptions> gateway) =>
        Bytes = options.Value switch
        {
            { Webhooks: [] } => [],
            var set => Encoding.UTF8.GetBytes(set.SecretText() ?? Own(gateway.Value.DataDirectory)),
        };

    public byte[] Bytes { get; }

    private static string Own(string folder) => SecretFile.ReadOrMake(Path.Combine(folder, FileName), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
}
