using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Core.Models.Records;
using Microsoft.Extensions.Options;

namespace Gateway.Registry;

/// <summary>Where signatures are required, an artifact is taken only with one by a key that is trusted.</summary>
internal sealed class SignatureRule(IOptions<PushOptions> options) : IDisposable
{
    private readonly ECDsa[] _trusted = [.. options.Value.PublicKeys.Select(file => ArtifactSignature.Key(File.ReadAllText(file)))];

    /// <exception cref="RefusedException">422: it has none, or one by somebody else or of something else.</exception>
    public void Require(VersionDraft draft)
    {
        if (!options.Value.RequireSignature || draft.Source is not VersionSource.Artifact)
        {
            return;
        }

        string? signature = draft.Record is { } record && JsonNode.Parse(record)?[ArtifactSignature.Member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        if (signature is null)
        {
            throw Refused($"{draft.Digest} has no signature: sign it with gwctl sign, and push it with --signature.");
        }

        if (!Array.Exists(_trusted, key => ArtifactSignature.IsBy(key, draft.Digest, signature)))
        {
            throw Refused($"The signature is not one of {draft.Digest} by a key of Push:PublicKeys.");
        }
    }

    public void Dispose() => Array.ForEach(_trusted, key => key.Dispose());

    private static RefusedException Refused(string detail) => new(422, "signature", "The artifact is not signed by anybody who is trusted.", detail);
}
