using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Models.Records;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Registry;

/// <summary><c>/models/{m}/versions</c>: push, list, look, change, remove.</summary>
internal static class VersionsApi
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models/{model}/versions", "versions");
        group.MapPost("", RegisterAsync).Takes("incompatible").Needs(Permission.Publish).WithSummary("Pushes a version, or registers one that something else serves.");
        group.MapGet("", List).Takes("after", "limit", "last", "before").WithSummary("Versions of a model, the oldest first: a page, or the last so many before one.");
        group.MapGet("/{version}", One).WithSummary("A version: state, signature, record, hosts.");
        group.MapDelete("/{version}", DeleteAsync).Takes("reason").Needs(Permission.Operate).WithSummary("Removes a version that does not serve.");
        group.MapGet("/{version}/artifact", Artifact).Needs(Permission.Publish).WithSummary("Its bytes.");
        group.MapGet("/{version}/bundle", BundleAsync).Needs(Permission.Publish).WithSummary("All its files as one tar.");
        group.MapGet("/{version}/report", Report).WithSummary("What its checks said.");
        group.MapGet("/{version}/record", Record).WithSummary("Where it came from.");
        group.MapGet("/{version}/hosts", Hosts).WithSummary("Its hosts as they were asked for.");
        group.MapPut("/{version}/hosts", SetHostsAsync).Needs(Permission.Operate).WithSummary("Addresses, or how many processes.");
    }

    private static async Task<IResult> RegisterAsync(string model, HttpRequest request, Query query, Grant grant, Caller caller, VersionIntake intake, ArtifactStore store, ArtifactUploads uploads, VersionView view, CancellationToken cancellationToken)
    {
        bool allow = query.OneOf("incompatible", "allow") is not null;
        if (request.HasFormContentType)
        {
            query.Check(); // before gigabytes are read
        }

        VersionDraft draft = request.HasFormContentType
            ? await PushedAsync(request, store, allow, cancellationToken)
            : await RegisteredAsync(model, request, query, grant, uploads, allow, cancellationToken);
        using IDisposable? hold = draft.Hold;
        (VersionRecord version, bool added) = await intake.TakeAsync(model, draft, caller, cancellationToken);
        string location = $"/api/v1/models/{model}/versions/{version.Key.Version}";
        Contracts.Version shown = view.Of(version);
        return version.State switch
        {
            VersionState.Rejected => new ProblemResult(new Problem(
                "version-rejected", "The version was refused.", 422, $"Version {version.Key.Version} of {model}: {string.Join(" ", version.Problems.Select(problem => problem.Message))}", VersionView.Problems(version))),
            VersionState.Validating when draft.Source is VersionSource.Artifact => TypedResults.Accepted(location, shown),
            _ when added => TypedResults.Created(location, shown),
            _ => TypedResults.Ok(shown),
        };
    }

    private static async Task<VersionDraft> PushedAsync(HttpRequest request, ArtifactStore store, bool allow, CancellationToken cancellationToken)
    {
        Push push = await PushReader.ReadAsync(request, store, cancellationToken);
        return Draft(push.Artifact!, push.Record, push.Trial, allow, null);
    }

    private static VersionDraft Draft(StoredArtifact artifact, string? record, VersionTrial trial, bool allow, string? reason)
    {
        try
        {
            string completed = RecordCompletion.Of(record, artifact);
            return new(artifact.Digest, artifact.Bytes, new VersionSource.Artifact(artifact.Path, artifact.HasExternalData), completed, trial, allow, reason) { Hold = artifact.Hold };
        }
        catch
        {
            artifact.Hold.Dispose();
            throw;
        }
    }

    private static async Task<VersionDraft> RegisteredAsync(string model, HttpRequest request, Query query, Grant grant, ArtifactUploads uploads, bool allow, CancellationToken cancellationToken)
    {
        List<ProblemItem> form = [.. query.Problems], problems = [];
        if (await JsonBody.ReadRightAsync<VersionRegistration>(request, form, cancellationToken) is not { } body)
        {
            throw RefusedException.Invalid(form);
        }

        if (body.Hosts is not null)
        {
            grant.Require(Permission.Operate, model); // it has the gateway call elsewhere, with headers from its environment
        }

        string? record = body.Record?.GetRawText();
        VersionDocument.Read(record, problems);
        StoredArtifact? stored = null;
        VersionDraft? draft = null;
        if (body.Artifact is { } artifact)
        {
            stored = await uploads.FindAsync(artifact, cancellationToken);
            if (stored is null)
            {
                problems.Add(new ProblemItem("artifact", "is not in the store: push its bytes", artifact));
            }

            if (body.Hosts is not null)
            {
                problems.Add(new ProblemItem("hosts", "and artifact exclude each other"));
            }

            VersionDocument.Read(stored?.Record, problems);
            stored?.Trial.Check(problems);
        }
        else
        {
            VersionSource.Addresses? source = StaticHosts.Read(body, problems);
            draft = new VersionDraft(source is null ? "" : StaticHosts.Digest(source), 0, source!, record, VersionTrial.None, allow, body.Reason);
        }

        if (FormAndRules.Joined(form, problems) is { Count: > 0 } all)
        {
            stored?.Hold.Dispose();
            throw RefusedException.Invalid(all);
        }

        return draft ?? Draft(stored!, record ?? stored!.Record, stored!.Trial, allow, body.Reason);
    }

    private static Ok<Page<Contracts.Version>> List(string model, Query query, ModelCatalog catalog, VersionView view)
    {
        long after = query.Number("after", 0, int.MaxValue) ?? 0;
        long before = query.Number("before", 1, int.MaxValue) ?? long.MaxValue;
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        int? last = (int?)query.Number("last", 1, 1000);
        query.Exclude("last", "after", "limit");
        query.Check();
        if (!catalog.Has(model))
        {
            throw RefusedException.NotFound("model", model);
        }

        IEnumerable<VersionRecord> between = catalog.Versions(model).Where(version => long.Parse(version.Key.Version, null) is var number && number > after && number < before);
        if (last is { } newest)
        {
            return TypedResults.Ok(new Page<Contracts.Version>([.. between.TakeLast(newest).Select(view.Of)]));
        }

        VersionRecord[] versions = [.. between.Take(limit + 1)];
        return TypedResults.Ok(new Page<Contracts.Version>(
            [.. versions.Take(limit).Select(version => view.Of(version))], versions.Length > limit ? versions[limit - 1].Key.Version : null));
    }

    private static Ok<Contracts.Version> One(string model, string version, ModelCatalog catalog, VersionView view) =>
        TypedResults.Ok(view.Of(Find(catalog, model, version)));

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

    private static async Task<PushStreamHttpResult> BundleAsync(string model, string version, ModelCatalog catalog, IRegistryStore store, CancellationToken cancellationToken)
    {
        VersionRecord record = Find(catalog, model, version);
        if (record.Source is not VersionSource.Artifact artifact || !File.Exists(artifact.ArtifactPath))
        {
            throw RefusedException.NotFound("artifact", $"The artifact of {model} {version}");
        }

        VersionTrial trial = await store.TrialAsync(record.Key, cancellationToken);
        return TypedResults.Stream(output => VersionBundle.WriteAsync(output, record, trial, cancellationToken), "application/x-tar", $"{model}-{version}.tar");
    }

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
        string model, string version, Body<HostsSpec> body, Caller caller, ModelCatalog catalog, VersionChanges changes, VersionView view, CancellationToken cancellationToken)
    {
        await changes.SetHostsAsync(Find(catalog, model, version), body.Value, caller, cancellationToken);
        return One(model, version, catalog, view);
    }

    private static VersionRecord Find(ModelCatalog catalog, string model, string version) => catalog.Require(new VersionKey(model, version));
}
