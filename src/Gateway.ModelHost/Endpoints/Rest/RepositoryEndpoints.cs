using System.Text.Json;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Triton's model repository extension: what there is.</summary>
internal static class RepositoryEndpoints
{
    public static void MapRepository(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/repository/index", (Delegate)IndexAsync);
        routes.MapPost("/v2/repository/{repository}/index", (Answers answers) => answers.Refusal(Fault.NotHere, "'repository_name' specification is not supported"));
    }

    private static async Task<IResult> IndexAsync(HttpRequest request, ModelRepository repository, Answers answers)
    {
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(request, 0, 1 << 16, request.HttpContext.RequestAborted);
            bool ready = body.Bytes.Count > 0 && JsonSerializer.Deserialize<IndexRequest>(body.Bytes, JsonSerializerOptions.Web) is { Ready: true };
            return Answers.Json(repository.Index(ready).Select(Line));
        }
        catch (RefusedException problem)
        {
            return answers.Refusal(problem.Fault, problem.Message);
        }
        catch (JsonException)
        {
            return answers.Refusal(Fault.Json, "The body must be empty or {\"ready\":true}.");
        }
    }

    private static Dictionary<string, string> Line(ModelIndex line)
    {
        Dictionary<string, string> members = new() { ["name"] = line.Name };
        if (line is { Version: { } version, State: { } state })
        {
            (members["version"], members["state"], members["reason"]) = (version, state.ToString().ToUpperInvariant(), line.Reason);
        }

        return members;
    }

    private sealed record IndexRequest(bool Ready);
}
