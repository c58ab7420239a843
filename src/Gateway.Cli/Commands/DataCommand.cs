using System.CommandLine;
using System.Text.Json.Nodes;
using Gateway.Cli.Records;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl data verify FILE</c>: whether the data are those that DVC's file names.</summary>
internal static class DataCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> file = new("file") { Description = "dvc.lock or a .dvc file." };
        Command verify = CommandContext.Offline("verify", "Recomputes the digests that DVC's file names.", [file], (result, _) =>
        {
            string name = result.GetValue(file)!;
            string folder = Path.GetDirectoryName(Path.GetFullPath(name))!;
            Row[] rows = [.. DvcFile.Read(name).Select(data => Look(folder, data!["dvc"]!.AsObject()))];
            context.Show(result, new { items = rows }, ["path", "expected", "found", "result"], rows.Select(row => new[] { row.Path, row.Expected, row.Found, row.Result }));
            return Task.FromResult(rows.Any(row => row.Result == "failed") ? Exit.No : rows.Any(row => row.Result == "inconclusive") ? Exit.Inconclusive : Exit.Done);
        });
        return new Command("data", "Data that models were made from.") { Subcommands = { verify } };
    }

    private static Row Look(string folder, JsonObject dvc)
    {
        (string path, string expected) = ((string)dvc["path"]!, (string)dvc["md5"]!);
        string? found = DvcHash.Of(Path.Combine(folder, path));
        // DVC 2 rewrote the line ends of text before it hashed, so that another digest says nothing
        return new Row(path, expected, found, found == expected ? "passed" : found is null || dvc["hash"] is null ? "inconclusive" : "failed");
    }

    private sealed record Row(string Path, string Expected, string? Found, string Result);
}
