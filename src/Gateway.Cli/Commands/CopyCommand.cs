using System.CommandLine;
using System.Security.Cryptography;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl copy MODEL@VERSION --from URL --to URL</c>: a version with its papers, by digest, from one environment to another.</summary>
internal static class CopyCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> version = new("model@version") { Description = "Such as fraud@8; instead of the number an alias." };
        Option<string> from = new("--from") { Description = "The admin API that has it; its key comes from GWCTL_FROM_KEY or --from-key-file.", Required = true };
        Option<string> to = new("--to") { Description = "The admin API that gets it; its key comes from GWCTL_TO_KEY or --to-key-file.", Required = true };
        Option<string?> fromKey = new("--from-key-file") { Description = "A file that holds the key for --from." }, toKey = new("--to-key-file") { Description = "A file that holds the key for --to." };
        return CommandContext.Offline("copy", "Copies a version to another environment.", [version, from, to, fromKey, toKey], async (result, token) =>
        {
            GatewayClient source = Connection.Open("--from", result.GetValue(from)!, Connection.Key(result.GetValue(fromKey), "GWCTL_FROM_KEY"));
            GatewayClient target = Connection.Open("--to", result.GetValue(to)!, Connection.Key(result.GetValue(toKey), "GWCTL_TO_KEY"));
            string[] name = result.GetValue(version)!.Split('@', 2);
            if (name is not [{ Length: > 0 } model, { Length: > 0 } asked])
            {
                throw new UsageException($"\"{result.GetValue(version)}\" is not MODEL@VERSION.");
            }

            string number = asked.All(char.IsAsciiDigit) ? asked : (await source.AliasAsync(model, asked, token)).Version;
            Version original = await source.VersionAsync(model, number, token);
            Passport? passport = await source.PassportAsync(model, number, token);
            Version copy = await CarryAsync(source, target, model, number, token);
            if (copy.Digest != original.Digest)
            {
                throw new UsageException($"The copy has the digest {copy.Digest}, the original {original.Digest}.");
            }

            copy = passport is null ? copy : await target.FilePassportAsync(model, copy.Number, passport, token);
            context.Show(result, copy, ["version", "state", "digest", "origins"], [[copy.Number, copy.State, copy.Digest, string.Join(", ", copy.Origins.Select(Says))]]);
            return copy.State == "ready" ? Exit.Done : Exit.Inconclusive;
        });
    }

    private static async Task<Version> CarryAsync(GatewayClient source, GatewayClient target, string model, string version, CancellationToken cancellationToken)
    {
        string bundle = Path.Combine(Path.GetTempPath(), $"gwctl-{Guid.NewGuid():N}.tar");
        try
        {
            string hash;
            await using (FileStream file = new(bundle, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await source.BundleAsync(model, version, file, cancellationToken);
                file.Position = 0;
                hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            }

            await target.UploadAsync(hash, bundle, cancellationToken);
            return await target.RegisterAsync(model, new VersionRegistration { Artifact = $"sha256:{hash}" }, cancellationToken);
        }
        finally
        {
            File.Delete(bundle);
        }
    }

    private static string Says(Origin origin) => $"{origin.Environment} version {origin.Version}, promoted {origin.PromotedRuns} times";
}
