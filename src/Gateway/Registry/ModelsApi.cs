using Gateway.Api;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Registry;

/// <summary><c>/models</c>: models and their settings.</summary>
internal static class ModelsApi
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models", "models");
        group.MapGet("", List);
        group.MapGet("/{model}", One);
        group.MapDelete("/{model}", DeleteAsync);
        group.MapGet("/{model}/settings", Settings);
        group.MapPut("/{model}/settings", SaveSettingsAsync);
    }

    private static Ok<Page<Model>> List(HttpRequest request, ModelCatalog catalog, IServingVersions serving)
    {
        Query query = new(request, "after", "limit");
        string after = query.Text("after") ?? "";
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        string[] names = [.. catalog.Models.Where(name => string.CompareOrdinal(name, after) > 0).Order(StringComparer.Ordinal).Take(limit + 1)];
        Model[] items = [.. names.Take(limit).Select(name => serving.Describe(name, catalog.Versions(name).Count()))];
        return TypedResults.Ok(new Page<Model>(items, names.Length > limit ? names[limit - 1] : null));
    }

    private static Ok<Model> One(string model, ModelCatalog catalog, IServingVersions serving) => catalog.Has(model)
        ? TypedResults.Ok(serving.Describe(model, catalog.Versions(model).Count()))
        : throw RefusedException.NotFound("model", model);

    private static async Task<NoContent> DeleteAsync(string model, HttpRequest request, Caller caller, ModelCatalog catalog, VersionChanges changes, CancellationToken cancellationToken)
    {
        Query query = new(request, "force", "reason");
        bool force = query.Flag("force");
        string? reason = query.Text("reason");
        query.Check();
        if (!catalog.Has(model))
        {
            throw RefusedException.NotFound("model", model);
        }

        await changes.DeleteModelAsync(model, force, reason, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Ok<Contracts.ModelSettings> Settings(string model, HttpResponse response, ModelCatalog catalog) => Answer(response, catalog.Settings(model));

    private static async Task<Ok<Contracts.ModelSettings>> SaveSettingsAsync(
        string model, HttpContext context, Body<Contracts.ModelSettings> body, Caller caller, VersionChanges changes, CancellationToken cancellationToken)
    {
        if (!Core.Models.ModelName.IsValid(model))
        {
            throw RefusedException.Invalid([new ProblemItem("model", $"must match {Core.Models.ModelName.Form}", model)]);
        }

        return Answer(context.Response, await changes.SaveSettingsAsync(model, body.Value, context.Request.IfMatch(), caller, cancellationToken));
    }

    private static Ok<Contracts.ModelSettings> Answer(HttpResponse response, ModelSettings settings)
    {
        response.SetETag(settings.Revision);
        return TypedResults.Ok(settings.Document);
    }
}
