using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Cli.Records;

/// <summary>MLflow's <c>MLmodel</c>: the run it came from, and the signature that stands in it as JSON inside of YAML.</summary>
internal static class MlflowModel
{
    private static readonly string[] Roles = ["inputs", "outputs", "params"];

    public static JsonObject Read(string file)
    {
        JsonObject content = YamlText.Parse(File.ReadAllText(file), file) as JsonObject ?? throw new UsageException($"{file}: an object was expected.");
        JsonObject mlflow = [];
        foreach ((string from, string to) in new[] { ("run_id", "runId"), ("model_uuid", "modelUuid"), ("mlflow_version", "mlflowVersion"), ("utc_time_created", "createdAt"), ("artifact_path", "artifactPath") })
        {
            if (content[from] is { } value)
            {
                mlflow[to] = value.DeepClone();
            }
        }

        if (content["signature"] is JsonObject signature)
        {
            mlflow["signature"] = new JsonObject(Roles.Where(role => signature[role] is not null).Select(role => KeyValuePair.Create(role, Inner(signature[role]!, file))));
        }

        return mlflow;
    }

    private static JsonNode? Inner(JsonNode text, string file)
    {
        try
        {
            return text.GetValueKind() == JsonValueKind.String ? JsonNode.Parse((string)text!) : text.DeepClone();
        }
        catch (JsonException problem)
        {
            throw new UsageException($"{file}: signature: {problem.Message}");
        }
    }
}
