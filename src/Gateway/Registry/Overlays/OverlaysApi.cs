using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Registry.Overlays;

/// <summary><c>/models/{m}/aliases</c>, and a version's tags and approvals.</summary>
internal static class OverlaysApi
{
    public static void MapOverlays(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models/{model}", "versions");
        group.MapGet("/aliases", (string model, OverlayBook book) => TypedResults.Ok(new Page<Alias>([.. book.Aliases(model)]))).WithSummary("Names that people gave to versions.");
        group.MapGet("/aliases/{name}", One).WithSummary("The version that an alias names.");
        group.MapPut("/aliases/{name}", SetAsync).Needs(Permission.Publish).WithSummary("Makes an alias, or moves it.");
        group.MapDelete("/aliases/{name}", RemoveAsync).Takes("reason").Needs(Permission.Publish).WithSummary("Removes an alias.");
        group.MapGet("/versions/{version}/tags", Tags).WithSummary("Tags of a version.");
        group.MapPut("/versions/{version}/tags", SetTagsAsync).Needs(Permission.Publish).WithSummary("Replaces the tags of a version.");
        group.MapPost("/versions/{version}/approve", ApproveAsync).Needs(Permission.Operate).WithSummary("Approves a version that another key pushed.");
    }

    private static Ok<Alias> One(string model, string name, HttpResponse response, OverlayBook book) =>
        Answer(response, book.Alias(model, name) ?? throw RefusedException.NotFound("alias", $"Alias {name} of {model}"));

    private static async Task<Ok<Alias>> SetAsync(string model, string name, HttpContext context, Body<AliasSpec> body, Caller caller, OverlayChanges changes, CancellationToken cancellationToken)
    {
        string version = body.Value.Version ?? throw RefusedException.Invalid([new ProblemItem("version", "is missing: where the alias points")]);
        return Answer(context.Response, (await changes.SetAliasAsync(model, name, version, context.Request.IfMatch(), body.Value.Reason, caller, cancellationToken))!);
    }

    private static async Task<NoContent> RemoveAsync(string model, string name, Query query, HttpRequest request, Caller caller, OverlayChanges changes, CancellationToken cancellationToken)
    {
        string? reason = query.Text("reason");
        query.Check();
        await changes.SetAliasAsync(model, name, null, request.IfMatch(), reason, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Ok<TagsSpec> Tags(string model, string version, HttpResponse response, ModelCatalog catalog, OverlayBook book) =>
        Answer(response, book.Of(catalog.Require(new VersionKey(model, version)).Key));

    private static async Task<Ok<TagsSpec>> SetTagsAsync(string model, string version, HttpContext context, Body<TagsSpec> body, Caller caller, ModelCatalog catalog, OverlayChanges changes, CancellationToken cancellationToken) =>
        Answer(context.Response, await changes.SetTagsAsync(catalog.Require(new VersionKey(model, version)), body.Value, context.Request.IfMatch(), caller, cancellationToken));

    private static async Task<Ok<Contracts.Version>> ApproveAsync(string model, string version, Body<VerbRequest> body, Caller caller, ModelCatalog catalog, OverlayChanges changes, VersionView view, CancellationToken cancellationToken)
    {
        VersionRecord record = catalog.Require(new VersionKey(model, version));
        await changes.ApproveAsync(record, body.Value.Reason, caller, cancellationToken);
        return TypedResults.Ok(view.Of(record));
    }

    private static Ok<Alias> Answer(HttpResponse response, Alias alias)
    {
        response.SetETag(alias.Revision);
        return TypedResults.Ok(alias);
    }

    private static Ok<TagsSpec> Answer(HttpResponse response, Overlay overlay)
    {
        response.SetETag(overlay.Revision);
        return TypedResults.Ok(new TagsSpec { Tags = overlay.Tags });
    }
}
