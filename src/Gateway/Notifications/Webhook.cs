using System.Security.Cryptography;
using System.Text;

namespace Gateway.Notifications;

/// <summary>One receiver.</summary>
/// <param name="Key">What its rows are kept under: it stays the same when the list is ordered anew, and does not give the URL away.</param>
/// <param name="Name">For logs: the setting and the server. Path, query and user are left out, because they may be secrets.</param>
internal sealed record Webhook(string Key, string Name, Uri Address)
{
    public static Webhook Of(string url, int place)
    {
        Uri address = new(url);
        return new Webhook(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..16],
            $"{NotificationsOptions.Section}:{nameof(NotificationsOptions.Webhooks)}:{place} ({address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)})",
            address);
    }
}
