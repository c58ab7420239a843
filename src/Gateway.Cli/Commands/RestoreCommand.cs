using System.CommandLine;
using Gateway.Cli.Backups;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl restore FILE --data DIR</c>: on the machine of a gateway that is stopped.</summary>
internal static class RestoreCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> file = new("file") { Description = "What gwctl backup wrote, or a .db of a data directory's folder backups." };
        Option<string> data = new("--data") { Required = true, Description = "The data directory; its gateway is stopped." };
        Option<bool> force = new("--force") { Description = "Also where there is a database: it is kept beside, in a folder replaced-TIME." };
        Command command = new("restore", "Puts a backup in place; everything in it is checked first.") { Arguments = { file }, Options = { data, force } };
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                using RestoreTarget target = RestoreTarget.Open(result.GetValue(data)!, result.GetValue(force));
                await BackupReader.ReadAsync(result.GetValue(file)!, target.Incoming, cancellationToken);
                context.Printer.Line($"Restored: {target.PutInPlace()}");
                return Exit.Done;
            }
            catch (RestoreException problem)
            {
                await context.Printer.Error.WriteLineAsync(problem.Message);
                return Exit.No;
            }
        });
        return command;
    }
}
