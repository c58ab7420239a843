using System.Security.Cryptography;
using System.Text;
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

    private static string Own(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(folder);
                Write(path + ".next");
                File.Move(path + ".next", path, overwrite: true);
            }

            return File.ReadAllText(path).Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used: {problem.Message}");
        }
    }

    private static void Write(string path)
    {
        FileStreamOptions own = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            own.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, own);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
        file.Flush(flushToDisk: true);
    }
}
