using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Registry;

/// <summary><c>/models/{m}/versions</c>: push, list, look, change, remove.</summary>
internal static class VersionsApi
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models/{model}/versions", "versions");
        group.MapPost("", RegisterAsync).Takes("incompatible");
        group.MapGet("", List).Takes("after", "limit");
        group.MapGet("/{version}", One);
        group.MapDelete("/{version}", DeleteAsync).Takes("reason");
        group.MapGet("/{version}/artifact", Artifact);
        group.MapGet("/{version}/report", Report);
        group.MapGet("/{version}/hosts", Hosts);
        group.MapPut("/{version}/hosts", SetHostsAsync);
    }

    private static async Task<IResult> RegisterAsync(string model, HttpRequest request, Query query, Caller caller, VersionIntake intake, ArtifactStore store, IServingVersions serving, CancellationToken cancellationToken)
    {
        bool allow = query.OneOf("incompatible", "allow") is not null;
        if (request.HasFormContentType)
        {
            query.Check(); // before gigabytes are read
        }

        VersionDraft draft = request.HasFormContentType
            ? await PushedAsync(request, store, allow, cancellationToken)
            : await RegisteredAsync(request, query, store, allow, cancellationToken);
        using IDisposable? hold = draft.Hold;
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
        return new VersionDraft(push.Artifact!.Digest, push.Artifact.Bytes, new VersionSource.Artifact(push.Artifact.Path), push.Record, push.Golden, allow, null) { Hold = push.Artifact.Hold };
    }

    private static async Task<VersionDraft> RegisteredAsync(HttpRequest request, Query query, ArtifactStore store, bool allow, CancellationToken cancellationToken)
    {
        List<ProblemItem> form = [.. query.Problems], problems = [];
        if (await JsonBody.ReadRightAsync<VersionRegistration>(request, form, cancellationToken) is not { } body)
        {
            throw RefusedException.Invalid(form);
        }

        string? record = body.Record?.GetRawText();
        VersionDocument.Read(record, problems);
        IDisposable? hold = null;
        VersionDraft draft;
        if (body.Artifact is { } artifact)
        {
            hold = store.Hold(artifact);
            bool has = store.Has(artifact);
            if (!has)
            {
                problems.Add(new ProblemItem("artifact", "is not in the store: push its bytes", artifact));
            }

            if (body.Hosts is not null)
            {
                problems.Add(new ProblemItem("hosts", "and artifact exclude each other"));
            }

            draft = new VersionDraft(artifact, has ? new FileInfo(store.PathOf(artifact)).Length : 0, new VersionSource.Artifact(has ? store.PathOf(artifact) : ""), record, null, allow, body.Reason) { Hold = hold };
        }
        else
        {
            VersionSource.Addresses? source = StaticHosts.Read(body, problems);
            draft = new VersionDraft(source is null ? "" : StaticHosts.Digest(source), 0, source!, record, null, allow, body.Reason);
        }

        if (FormAndRules.Joined(form, problems) is { Count: > 0 } all)
        {
            hold?.Dispose();
            throw RefusedException.Invalid(all);
        }

        return draft;
    }

    private static Ok<Page<Contracts.Version>> List(string model, Query query, ModelCatalog catalog, IServingVersions serving)
    {
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

    private static async Task<NoContent> DeleteAsync(string model, string version, Query query, Caller caller, ModelCatalog catalog, VersionChanges changes, CancellationToken cancellationToken)
    {
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
