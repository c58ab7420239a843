using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl backup [FILE]</c>: one moment of the gateway, with its artifacts, while it goes on.</summary>
internal static class BackupCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string?> file = new("file") { Arity = ArgumentArity.ZeroOrOne, Description = "A .tar to write; without it the backup stays in the gateway's data directory." };
        Option<bool> list = new("--list") { Description = "Shows those that there are, and takes none." };
        return context.Command("backup", "Takes a backup of the gateway's state and artifacts, online.", [file, list], async (result, client, token) =>
        {
            IReadOnlyList<Backup> backups = result.GetValue(list) ? (await client.BackupsAsync(token)).Items : [await client.TakeBackupAsync(token)];
            if (!result.GetValue(list) && result.GetValue(file) is { } path)
            {
                await SaveAsync(client, backups[0].Name, path, token);
            }

            return context.Show(result, new Page<Backup>(backups), ["name", "at", "bytes"], backups.Select(backup => (string?[])[backup.Name, Cells.Time(backup.At), $"{backup.Bytes}"]));
        });
    }

    /// <summary>The file appears whole or not at all.</summary>
    private static async Task SaveAsync(GatewayClient client, string name, string path, CancellationToken cancellationToken)
    {
        string part = path + ".part";
        await using (FileStream target = File.Create(part))
        {
            await client.BackupArchiveAsync(name, target, cancellationToken);
            target.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }
}
