using Gateway.Journal;
using Microsoft.Extensions.Options;

namespace Gateway.Security.Keys;

/// <summary>Loads the keys before anybody can call. Where keys are required and no admin has one, makes the first.</summary>
internal sealed partial class BootstrapKey(KeyBook book, IKeyStore store, AccessMode mode, IOptions<GatewayOptions> gateway, TimeProvider time, ILogger<BootstrapKey> logger) : IHostedService
{
    private const string Name = "bootstrap";
    public const string FileName = "bootstrap.key";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        book.Replace(await store.LoadAsync(cancellationToken));
        DateTimeOffset now = time.GetUtcNow();
        if (mode.Required && !book.Keys.Any(key => KeyRules.Administers(key, now)))
        {
            await MakeAsync(now, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The file first: a key that nobody could read would lock everybody out.</summary>
    private async Task MakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        Guid id = Guid.CreateVersion7(now);
        string token = KeyToken.New(id);
        string path = Path.Combine(gateway.Value.DataDirectory, FileName);
        bool terminal = !Console.IsOutputRedirected;
        if (!terminal)
        {
            Write(path, token);
        }

        IssuedKey key = new(id, Name, Roles.Admin, ["*"], KeyToken.Hash(token), now, Name, null, null, null);
        await store.SaveAsync([key], new JournalEntry(now, JournalKinds.KeyCreated, To: $"{Name} {Roles.Admin} * {id}", Actor: Name), cancellationToken);
        book.Replace([.. book.Keys, key]);
        if (terminal)
        {
            await Console.Out.WriteLineAsync($"The first admin key, shown this once: {token}");
        }
        else
        {
            LogWritten(path);
        }
    }

    /// <exception cref="StartupException">It cannot be written.</exception>
    private static void Write(string path, string token)
    {
        try
        {
            SecretFile.Write(path, token);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be written: {problem.Message}");
        }
    }

    [LoggerMessage(6102, LogLevel.Warning, "There was no admin key: the first one is in {Path}; make others with it, then delete it and the file")]
    private partial void LogWritten(string path);
}
