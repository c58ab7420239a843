using System.Text.Json.Nodes;

namespace Gateway.Cli.Records;

/// <summary>The front matter of a README, as Hugging Face's cards have it.</summary>
internal static class ModelCard
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["license_name"] = "licenseName", ["license_link"] = "licenseLink", ["library_name"] = "libraryName", ["pipeline_tag"] = "pipelineTag", ["base_model"] = "baseModel",
        ["model-index"] = "modelIndex", ["intended_use"] = "intendedUse",
    };

    /// <returns>Null without front matter.</returns>
    public static JsonObject? Read(string file)
    {
        string[] lines = File.ReadAllLines(file);
        int end = lines is ["---", ..] ? Array.IndexOf(lines, "---", 1) : -1;
        return end < 0 ? null : YamlText.Parse(string.Join('\n', lines[1..end]), $"{file} (front matter)") is JsonObject front
            ? new JsonObject(front.Select(member => KeyValuePair.Create(Names.GetValueOrDefault(member.Key, member.Key), member.Value?.DeepClone())))
            : null;
    }
}
