using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Registry;

/// <summary><c>/models</c>: models and their settings.</summary>
internal static class ModelsApi
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/models", "models");
        group.MapGet("", List).Takes("after", "limit").WithSummary("Every model.");
        group.MapGet("/{model}", One).WithSummary("A model: baseline, traffic, running rollout.");
        group.MapDelete("/{model}", DeleteAsync).Takes("force", "reason").Needs(Permission.Operate).WithSummary("Removes a model; 409 while it serves, unless forced.");
        group.MapGet("/{model}/settings", Settings).WithSummary("Its settings.");
        group.MapPut("/{model}/settings", SaveSettingsAsync).Needs(Permission.Operate).WithSummary("Changes them; in force without a restart.");
    }

    private static Ok<Page<Model>> List(Query query, Grant grant, ModelCatalog catalog, IServingVersions serving)
    {
        string after = query.Text("after") ?? "";
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        string[] names = [.. catalog.Models.Where(name => grant.Models.Includes(name) && string.CompareOrdinal(name, after) > 0).Order(StringComparer.Ordinal).Take(limit + 1)];
        Model[] items = [.. names.Take(limit).Select(name => serving.Describe(name, catalog.Count(name)))];
        return TypedResults.Ok(new Page<Model>(items, names.Length > limit ? names[limit - 1] : null));
    }

    private static Ok<Model> One(string model, ModelCatalog catalog, IServingVersions serving) => catalog.Has(model)
        ? TypedResults.Ok(serving.Describe(model, catalog.Count(model)))
        : throw RefusedException.NotFound("model", model);

    private static async Task<NoContent> DeleteAsync(string model, Query query, Caller caller, ModelCatalog catalog, VersionChanges changes, CancellationToken cancellationToken)
    {
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
        string model, HttpContext context, Draft<Contracts.ModelSettings> body, Caller caller, VersionChanges changes, CancellationToken cancellationToken)
    {
        Contracts.ModelSettings settings = body.Against(asked => changes.RequireSettings(model, asked));
        return Answer(context.Response, await changes.SaveSettingsAsync(model, settings, context.Request.IfMatch(), caller, cancellationToken));
    }

    private static Ok<Contracts.ModelSettings> Answer(HttpResponse response, ModelSettings settings)
    {
        response.SetETag(settings.Revision);
        return TypedResults.Ok(settings.Document);
    }
}
