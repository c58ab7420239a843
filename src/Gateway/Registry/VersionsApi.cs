using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Models.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Registry;

/// <summary><c>/models/{m}/versions</c>: push, list, look, change, remove.</summary>
internal static class VersionsApi
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models/{model}/versions", "versions");
        group.MapPost("", RegisterAsync);
        group.MapGet("", List);
        group.MapGet("/{version}", One);
        group.MapDelete("/{version}", DeleteAsync);
        group.MapGet("/{version}/artifact", Artifact);
        group.MapGet("/{version}/report", Report);
        group.MapGet("/{version}/record", Record);
        group.MapGet("/{version}/hosts", Hosts);
        group.MapPut("/{version}/hosts", SetHostsAsync);
    }

    private static async Task<IResult> RegisterAsync(string model, HttpRequest request, Caller caller, VersionIntake intake, ArtifactStore store, ArtifactUploads uploads, IServingVersions serving, CancellationToken cancellationToken)
    {
        Query query = new(request, "incompatible");
        bool allow = query.OneOf("incompatible", "allow") is not null;
        query.Check();
        VersionDraft draft = request.HasFormContentType
            ? await PushedAsync(request, store, allow, cancellationToken)
            : await RegisteredAsync(request, uploads, allow, cancellationToken);
        (VersionRecord version, bool added) = await intake.TakeAsync(model, draft, caller, cancellationToken);
        string location = $"/api/v1/models/{model}/versions/{version.Key.Version}";
        Contracts.Version view = VersionView.Of(version, serving);
        return version.State switch
        {
            VersionState.Rejected => new ProblemResult(new Problem(
                "version-rejected", "The version was refused.", 422, $"Version {version.Key.Version} of {model}: {string.Join(" ", version.Problems.Select(problem => problem.Message))}", VersionView.Problems(version))),
            VersionState.Validating when draft.Source is VersionSource.Artifact => TypedResults.Accepted(location, view),
            _ when added => TypedResults.Created(location, view),
            _ => TypedResults.Ok(view),
        };
    }

    private static async Task<VersionDraft> PushedAsync(HttpRequest request, ArtifactStore store, bool allow, CancellationToken cancellationToken)
    {
        Push push = await PushReader.ReadAsync(request, store, cancellationToken);
        return Draft(push.Artifact!, push.Record, push.Golden, allow, null);
    }

    private static VersionDraft Draft(StoredArtifact artifact, string? record, string? golden, bool allow, string? reason) => new(
        artifact.Digest, artifact.Bytes, new VersionSource.Artifact(artifact.Path, artifact.HasExternalData), RecordCompletion.Of(record, artifact), golden, allow, reason);

    private static async Task<VersionDraft> RegisteredAsync(HttpRequest request, ArtifactUploads uploads, bool allow, CancellationToken cancellationToken)
    {
        List<ProblemItem> problems = [];
        VersionRegistration? body = await JsonBody.ReadAsync<VersionRegistration>(request, problems, cancellationToken);
        if (body is null)
        {
            throw RefusedException.Invalid(problems);
        }

        string? record = body.Record?.GetRawText();
        VersionDocument.Read(record, problems);
        if (body.Artifact is { } artifact)
        {
            StoredArtifact? stored = await uploads.FindAsync(artifact, cancellationToken);
            if (stored is null)
            {
                problems.Add(new ProblemItem("artifact", "is not in the store: push its bytes", artifact));
            }

            if (body.Hosts is not null)
            {
                problems.Add(new ProblemItem("hosts", "and artifact exclude each other"));
            }

            VersionDocument.Read(stored?.Record, problems);
            return problems.Count == 0 ? Draft(stored!, record ?? stored!.Record, stored!.Golden, allow, body.Reason) : throw RefusedException.Invalid(problems);
        }
        VersionSource.Addresses? source = StaticHosts.Read(body, problems);
        return problems.Count == 0 ? new VersionDraft(StaticHosts.Digest(source!), 0, source!, record, null, allow, body.Reason) : throw RefusedException.Invalid(problems);
    }

    private static Ok<Page<Contracts.Version>> List(string model, HttpRequest request, ModelCatalog catalog, IServingVersions serving)
    {
        Query query = new(request, "after", "limit");
        long after = query.Number("after", 0, int.MaxValue) ?? 0;
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        if (!catalog.Has(model))
        {
            throw RefusedException.NotFound("model", model);
        }

        VersionRecord[] versions = [.. catalog.Versions(model).Where(version => long.Parse(version.Key.Version, null) > after).Take(limit + 1)];
        return TypedResults.Ok(new Page<Contracts.Version>(
            [.. versions.Take(limit).Select(version => VersionView.Of(version, serving))], versions.Length > limit ? versions[limit - 1].Key.Version : null));
    }

    private static Ok<Contracts.Version> One(string model, string version, ModelCatalog catalog, IServingVersions serving) =>
        TypedResults.Ok(VersionView.Of(Find(catalog, model, version), serving));

    private static async Task<NoContent> DeleteAsync(string model, string version, HttpRequest request, Caller caller, ModelCatalog catalog, VersionChanges changes, CancellationToken cancellationToken)
    {
        Query query = new(request, "reason");
        string? reason = query.Text("reason");
        query.Check();
        await changes.DeleteAsync(Find(catalog, model, version), reason, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static PhysicalFileHttpResult Artifact(string model, string version, ModelCatalog catalog) =>
        Find(catalog, model, version).Source is VersionSource.Artifact artifact && File.Exists(artifact.ArtifactPath)
            ? TypedResults.PhysicalFile(artifact.ArtifactPath, "application/octet-stream", $"{model}-{version}.onnx")
            : throw RefusedException.NotFound("artifact", $"The artifact of {model} {version}");

    private static ContentHttpResult Report(string model, string version, ModelCatalog catalog) =>
        Find(catalog, model, version).Report is { } report
            ? TypedResults.Content(report, "application/json")
            : throw RefusedException.NotFound("report", $"A report on {model} {version}");

    private static ContentHttpResult Record(string model, string version, ModelCatalog catalog, HttpResponse response)
    {
        string record = Find(catalog, model, version).Record ?? throw RefusedException.NotFound("record", $"A record of {model} {version}");
        response.Headers.ETag = $"\"{RecordText.Digest(record)}\"";
        return TypedResults.Content(CanonicalJson.Text(JsonNode.Parse(record)), "application/json");
    }

    private static Ok<HostsSpec> Hosts(string model, string version, ModelCatalog catalog) => Find(catalog, model, version) switch
    {
        { Source: VersionSource.Addresses addresses } => TypedResults.Ok(new HostsSpec
        {
            Addresses = [.. addresses.Hosts.Select(host => addresses.Grpc.TryGetValue(host, out string? grpc) ? JsonSerializer.SerializeToElement(new { rest = host, grpc }) : JsonSerializer.SerializeToElement(host))],
            Headers = addresses.Headers.ToDictionary(header => header.Key, header => header.Value.StartsWith("env:", StringComparison.Ordinal) ? header.Value : "…"),
        }),
        var record => TypedResults.Ok(new HostsSpec { Count = record.HostCount }),
    };

    private static async Task<Ok<Contracts.Version>> SetHostsAsync(
        string model, string version, Body<HostsSpec> body, Caller caller, ModelCatalog catalog, VersionChanges changes, IServingVersions serving, CancellationToken cancellationToken)
    {
        await changes.SetHostsAsync(Find(catalog, model, version), body.Value, caller, cancellationToken);
        return One(model, version, catalog, serving);
    }

    private static VersionRecord Find(ModelCatalog catalog, string model, string version) =>
        catalog.Find(new VersionKey(model, version)) ?? throw RefusedException.NotFound("version", $"Version {version} of {model}");
}
