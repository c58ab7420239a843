using System.Text.Json;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Triton's model repository extension: loading and unloading on request.</summary>
internal static class ModelControlEndpoints
{
    private const string File = "file:";

    public static void MapModelControl(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/repository/models/{model}/load", (string model, HttpRequest request, ModelRepository repository, ServeOptions options, Answers answers) =>
            AnswerAsync(answers, async () => await repository.LoadAsync(model, await OverrideAsync(request, options.Rest.MaxBody), request.HttpContext.RequestAborted)));
        routes.MapPost("/v2/repository/models/{model}/unload", (string model, HttpRequest request, ModelRepository repository, Answers answers) =>
            AnswerAsync(answers, () => repository.UnloadAsync(model, request.HttpContext.RequestAborted)));
    }

    private static async Task<IResult> AnswerAsync(Answers answers, Func<Task> change)
    {
        try
        {
            await change();
            return Results.Ok();
        }
        catch (RepositoryException problem)
        {
            return answers.Refusal(problem.Fault switch { RepositoryFault.NotExplicit => Fault.Busy, RepositoryFault.Unknown => Fault.UnknownModel, _ => Fault.Request }, problem.Message);
        }
        catch (RefusedException problem)
        {
            return answers.Refusal(problem.Fault, problem.Message);
        }
        catch (JsonException)
        {
            return answers.Refusal(Fault.Json, "The body must be empty or {\"parameters\":{\"config\":\"…\",\"file:1/model.onnx\":\"…\"}}.");
        }
    }

    private static async Task<ModelOverride?> OverrideAsync(HttpRequest request, long most)
    {
        using RequestBody body = await RequestBody.ReadAsync(request, 0, most, request.HttpContext.RequestAborted);
        Dictionary<string, string> parameters = body.Bytes.Count == 0 ? [] : JsonSerializer.Deserialize<LoadRequest>(body.Bytes, JsonSerializerOptions.Web)?.Parameters ?? [];
        if (parameters.Keys.FirstOrDefault(key => key != "config" && !key.StartsWith(File, StringComparison.Ordinal)) is { } unknown)
        {
            throw new RefusedException(Fault.Request, $"attempt to use unexpected parameter '{unknown}' when loading a model");
        }

        if (parameters.Count == 0)
        {
            return null;
        }

        return parameters.Remove("config", out string? config)
            ? new ModelOverride(config, parameters.ToDictionary(file => file.Key[File.Length..], file => Decoded(file.Key, file.Value)))
            : throw new RefusedException(Fault.Request, "parameter 'config' is needed where files are given");
    }

    private static byte[] Decoded(string name, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new RefusedException(Fault.Request, $"parameter '{name}' must be base64");
        }
    }

    private sealed record LoadRequest(Dictionary<string, string>? Parameters);
}
