using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary><c>PUT /gateway/settings</c>: what the host's gateway changes without a restart.</summary>
internal static class LiveSettingsEndpoint
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static void MapLiveSettings(this IEndpointRouteBuilder routes) => routes.MapPut("/gateway/settings", (Delegate)ApplyAsync);

    private static async Task<IResult> ApplyAsync(HttpContext context, ModelSet models)
    {
        try
        {
            LiveSettings settings = await JsonSerializer.DeserializeAsync<LiveSettings>(context.Request.Body, Strict, context.RequestAborted) ?? throw new JsonException("null");
            foreach (ServedModel model in models.All)
            {
                model.Ready?.Apply(settings);
            }

            return Results.NoContent();
        }
        catch (JsonException problem)
        {
            return Results.Json(new { error = $"The body is no settings: {problem.Message}" }, statusCode: 400);
        }
    }
}
