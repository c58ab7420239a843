using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Cli.Bundles;
using Gateway.Cli.Gates;
using Gateway.Cli.Records;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary>Sends a model with its record: in one call, or in parts where a cut connection would cost much.</summary>
internal static class Push
{
    private const long Large = 64 << 20;

    /// <param name="file">A model, with weights beside it or not, or a bundle.</param>
    public static async Task<Version> SendAsync(GatewayClient client, string model, string file, RecordOptions options, ParseResult result, bool incompatible, CancellationToken cancellationToken)
    {
        string? packed = null;
        try
        {
            bool isBundle = Path.GetExtension(file) == ".tar";
            bool tried = result.GetValue(options.Golden) is not null || options.GateOf(result) is not null;
            if (isBundle && tried)
            {
                throw new UsageException($"{file} is a bundle: gwctl pack puts golden rows and a gate into it.");
            }

            JsonObject? record = isBundle ? null : options.Read(result, file);
            if (record is not null && (record["format"]?["externalData"] is JsonArray { Count: > 0 } || (tried && new FileInfo(file).Length >= Large)))
            {
                packed = Path.Combine(Path.GetTempPath(), $"gwctl-{Guid.NewGuid():N}.tar");
                await BundleFiles.WriteAsync(packed, file, record, options.Files(result, file), cancellationToken);
                (file, record, isBundle) = (packed, null, true);
            }

            await using FileStream artifact = File.OpenRead(file);
            string? golden = !isBundle && result.GetValue(options.Golden) is { } rows ? await File.ReadAllTextAsync(rows, cancellationToken) : null;
            string? gate = !isBundle && options.GateOf(result) is { } asked ? Encoding.UTF8.GetString(GateFile.Canonical(asked)) : null;
            return artifact.Length < Large
                ? await client.PushAsync(model, artifact, record?.ToJsonString(), golden, gate, incompatible, cancellationToken)
                : await InPartsAsync(client, model, artifact, record, incompatible, cancellationToken);
        }
        finally
        {
            if (packed is not null)
            {
                File.Delete(packed);
            }
        }
    }

    private static async Task<Version> InPartsAsync(GatewayClient client, string model, FileStream artifact, JsonObject? record, bool incompatible, CancellationToken cancellationToken)
    {
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(artifact, cancellationToken));
        await client.UploadAsync(hash, artifact.Name, cancellationToken);
        return await client.RegisterAsync(
            model, new VersionRegistration { Artifact = $"sha256:{hash}", Record = record is null ? null : JsonSerializer.SerializeToElement(record) }, incompatible, cancellationToken);
    }
}
