using System.Globalization;
using System.Text.Json;
using Gateway.Core.Models;
using Gateway.Registry;

namespace Gateway.Storage.Sqlite;

/// <summary>A version's row; member names are the columns'.</summary>
#pragma warning disable IDE1006, CA1707 // named as the columns
internal sealed class VersionRow
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string model { get; init; } = "";

    public long version { get; init; }

    public string digest { get; init; } = "";

    public long bytes { get; init; }

    public string state { get; init; } = "";

    public long created_at { get; init; }

    public string created_by { get; init; } = "";

    public string source { get; init; } = "";

    public string? signature { get; init; }

    public string? record { get; init; }

    public string? report { get; init; }

    public string problems { get; init; } = "[]";

    public long incompatible { get; init; }

    public long? host_count { get; init; }

    public static VersionRow Of(VersionRecord version) => new()
    {
        model = version.Key.Model,
        version = long.Parse(version.Key.Version, CultureInfo.InvariantCulture),
        digest = version.Digest,
        bytes = version.Bytes,
        state = version.State.ToString(),
        created_at = version.CreatedAt.ToUnixTimeMilliseconds(),
        created_by = version.CreatedBy,
        source = JsonSerializer.Serialize(new Source(version.Source as VersionSource.Artifact, version.Source as VersionSource.Addresses), Json),
        signature = version.Signature is null ? null : JsonSerializer.Serialize(version.Signature, Json),
        record = version.Record,
        report = version.Report,
        problems = JsonSerializer.Serialize(version.Problems, Json),
        incompatible = version.Incompatible ? 1 : 0,
        host_count = version.HostCount,
    };

    public VersionRecord Record()
    {
        Source from = JsonSerializer.Deserialize<Source>(source, Json)!;
        return new VersionRecord(
            new VersionKey(model, version.ToString(CultureInfo.InvariantCulture)),
            digest,
            bytes,
            Enum.Parse<VersionState>(state),
            DateTimeOffset.FromUnixTimeMilliseconds(created_at),
            created_by,
            (VersionSource?)from.Artifact ?? from.Addresses!,
            signature is null ? null : JsonSerializer.Deserialize<ModelSignature>(signature, Json),
            record,
            report,
            incompatible != 0,
            (int?)host_count,
            JsonSerializer.Deserialize<IReadOnlyList<CheckProblem>>(problems, Json)!);
    }

    private sealed record Source(VersionSource.Artifact? Artifact, VersionSource.Addresses? Addresses);
}
