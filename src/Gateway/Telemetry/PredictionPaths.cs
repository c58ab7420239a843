using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Gateway.Telemetry;

/// <summary>The calls of the prediction port that are proxied, so that no endpoint describes them.</summary>
internal sealed class PredictionPaths : IDocumentFilter
{
    private const string Tag = "predictions";
    private static readonly string[] Prefixes = ["v1/", "v2/", "models/"];

    /// <summary>Status → when.</summary>
    private static readonly (int Status, string When)[] Errors =
    [
        (400, "bad input: the tensor and what is wrong"), (404, "no such model or version"), (408, "the body came too slowly"), (413, "the body is over Limits:MaxBody"), (429, "too much is waiting"),
        (500, "the model threw"), (502, "the host broke off"), (503, "no healthy host"), (504, "the time limit passed"),
    ];

    private static readonly (HttpMethod Method, string Path, string Summary)[] Calls =
    [
        (HttpMethod.Get, "/v2/models/{model}", "Metadata of the model: inputs, outputs, versions."),
        (HttpMethod.Get, "/v2/models/{model}/config", "Triton's configuration of the model."),
        (HttpMethod.Post, "/v2/models/{model}/infer", "A prediction; the split chooses the version, and x-model-version names it."),
        (HttpMethod.Get, "/v2/models/{model}/versions/{version}", "Metadata of a version."),
        (HttpMethod.Get, "/v2/models/{model}/versions/{version}/config", "Triton's configuration of a version."),
        (HttpMethod.Post, "/v2/models/{model}/versions/{version}/infer", "A prediction of that version; it counts for no verdict."),
        (HttpMethod.Post, "/v1/models/{model}:predict", "TensorFlow Serving's form: instances in, predictions out."),
        (HttpMethod.Post, "/v1/models/{model}/versions/{version}:predict", "The same of a version."),
        (HttpMethod.Get, "/models/{model}/{path}", "Any method and path: passed on to a version of protocol http."),
        (HttpMethod.Post, "/models/{model}/{path}", "Any method and path: passed on to a version of protocol http."),
    ];

    /// <param name="path">Without its first slash.</param>
    public static bool Holds(string path) => path == "v2" || Prefixes.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal));

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        if (context.DocumentName != "prediction")
        {
            return;
        }

        foreach (IGrouping<string, (HttpMethod Method, string Path, string Summary)> path in Calls.GroupBy(call => call.Path))
        {
            swaggerDoc.Paths[path.Key] = new OpenApiPathItem { Operations = path.ToDictionary(call => call.Method, call => Operation(call.Method, call.Path, call.Summary, swaggerDoc)) };
        }
    }

    private static OpenApiOperation Operation(HttpMethod method, string path, string summary, OpenApiDocument document) => new()
    {
        Summary = summary,
        Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
        Parameters = [.. Names(path).Select(name => Parameter(name, ParameterLocation.Path)), .. ((string[])["x-prediction-id", "x-request-timeout"]).Select(name => Parameter(name, ParameterLocation.Header))],
        RequestBody = method != HttpMethod.Post ? null : new OpenApiRequestBody
        {
            Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
        },
        Responses = Responses(),
    };

    private static IEnumerable<string> Names(string path) => path.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]);

    private static OpenApiParameter Parameter(string name, ParameterLocation place) =>
        new() { Name = name, In = place, Required = place == ParameterLocation.Path, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiResponses Responses()
    {
        OpenApiResponses responses = new() { ["200"] = new OpenApiResponse { Description = "x-model-version and x-prediction-id tell who answered; x-rescued: true when the baseline did for the candidate" } };
        foreach ((int status, string when) in Errors)
        {
            responses[$"{status}"] = new OpenApiResponse { Description = $"{{\"error\":\"…\"}}: {when}" };
        }

        return responses;
    }
}
