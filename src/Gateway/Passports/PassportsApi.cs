using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Registry;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Passports;

/// <summary>Which environment this is, and the passports of versions that leave it or have come here.</summary>
internal static class PassportsApi
{
    public static void AddPassports(this IServiceCollection services)
    {
        services.AddOptions<EnvironmentOptions>().BindConfiguration(EnvironmentOptions.Section);
        services.AddSingleton<EnvironmentKey>();
        services.AddSingleton<PassportIssue>();
        services.AddSingleton<PassportControl>();
    }

    public static void MapPassports(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("", "environments");
        group.MapGet("/environment", (EnvironmentKey key) => TypedResults.Ok(new EnvironmentFacts(key.Name, key.PublicKey))).WithSummary("This environment: its name, and the public key of its passports.");
        group.MapGet("/models/{model}/versions/{version}/passport", IssueAsync).WithSummary("A version's passport: what it went through here, signed.");
        group.MapPut("/models/{model}/versions/{version}/passport", FileAsync).Needs(Permission.Publish).WithSummary("Files the passport that a version brought from another environment.");
        group.MapGet("/models/{model}/versions/{version}/origins/{environment}", OriginAsync).WithSummary("What is filed here of a version from another environment.");
    }

    private static async Task<Ok<Passport>> IssueAsync(string model, string version, ModelCatalog catalog, PassportIssue passports, CancellationToken cancellationToken) =>
        TypedResults.Ok(await passports.OfAsync(catalog.Require(new VersionKey(model, version)), cancellationToken));

    private static async Task<Ok<Contracts.Version>> FileAsync(string model, string version, Body<Passport> body, Caller caller, ModelCatalog catalog, PassportControl control, VersionView view, CancellationToken cancellationToken)
    {
        VersionRecord record = catalog.Require(new VersionKey(model, version));
        await control.FileAsync(record, body.Value, caller, cancellationToken);
        return TypedResults.Ok(view.Of(record));
    }

    /// <summary>The passport that was filed, as it came.</summary>
    private static async Task<ContentHttpResult> OriginAsync(string model, string version, string environment, Registry.Overlays.IOverlayStore store, CancellationToken cancellationToken) =>
        TypedResults.Content(
            await store.PassportAsync(new VersionKey(model, version), environment, cancellationToken) ?? throw RefusedException.NotFound("passport", $"A passport of {model} {version} from {environment}"),
            "application/json");
}
