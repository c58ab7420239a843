using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Models.Records;
using Gateway.Registry.Overlays;

namespace Gateway.Registry;

/// <summary>A version as the API shows it.</summary>
internal sealed class VersionView(IServingVersions serving, OverlayBook overlays)
{
    public Contracts.Version Of(VersionRecord version) => new(
        version.Key.Version,
        JsonNamingPolicy.CamelCase.ConvertName(version.State.ToString()),
        version.Digest,
        version.Bytes,
        version.CreatedAt,
        version.CreatedBy,
        version.Signature is { } signature ? new Signature(Tensors(signature.Inputs), Tensors(signature.Outputs)) : null,
        version.Record is { } record ? JsonSerializer.Deserialize<JsonElement>(record) : null,
        serving.Hosts(version.Key),
        version.Problems.Count > 0 ? Problems(version) : null)
    {
        RecordDigest = version.Record is { } kept ? RecordText.Digest(kept) : null,
        Aliases = [.. overlays.AliasesOf(version.Key)],
        Tags = overlays.Of(version.Key).Tags,
        Approvals = overlays.Of(version.Key).Approvals,
        Origins = overlays.Of(version.Key).Origins,
    };

    public static IReadOnlyList<ProblemItem> Problems(VersionRecord version) => [.. version.Problems.Select(problem => new ProblemItem(problem.Check, problem.Message))];

    private static IReadOnlyList<Tensor> Tensors(IReadOnlyList<TensorSpec> specs) =>
        [.. specs.Select(spec => new Tensor(spec.Name, spec.Datatype.Name(), spec.Shape, spec.Optional ? true : null))];
}
