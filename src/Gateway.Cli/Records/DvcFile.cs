using System.Text.Json.Nodes;

namespace Gateway.Cli.Records;

/// <summary>Which data: what DVC's <c>.dvc</c> files and <c>dvc.lock</c> say.</summary>
internal static class DvcFile
{
    private static readonly string[] Kinds = ["deps", "outs"], Details = ["size", "nfiles", "hash"], Roles = ["train", "val", "test"];
    private static readonly string[] Code = [".py", ".ipynb", ".cs", ".r", ".sh", ".jl"];

    /// <returns>A path, a hash and a size each; of a lock's stages dependencies and outputs that are no code, each path once.</returns>
    public static JsonArray Read(string file)
    {
        JsonObject content = YamlText.Object(file);
        IEnumerable<JsonNode?> entries = content["stages"] is JsonObject stages
            ? stages.SelectMany(stage => Kinds.SelectMany(kind => stage.Value?[kind] as JsonArray ?? []))
            : content["outs"] as JsonArray ?? throw new UsageException($"{file}: it has neither stages nor outs.");
        return
        [
            .. entries.OfType<JsonObject>().Where(entry => entry["path"] is not null && entry["md5"] is not null && !Code.Contains(Path.GetExtension((string)entry["path"]!)))
                .DistinctBy(entry => (string)entry["path"]!).Select(Data),
        ];
    }

    /// <summary>Of a lock: the parameters that its stages took.</summary>
    public static JsonObject Parameters(string file)
    {
        JsonObject parameters = [];
        foreach ((_, JsonNode? stage) in YamlText.Object(file)["stages"] as JsonObject ?? [])
        {
            foreach ((string name, JsonNode? value) in (stage?["params"] as JsonObject ?? []).SelectMany(from => from.Value as JsonObject ?? []))
            {
                parameters[name] = value?.DeepClone();
            }
        }

        return parameters;
    }

    private static JsonObject Data(JsonObject entry)
    {
        string path = (string)entry["path"]!;
        JsonObject dvc = new() { ["path"] = path, ["md5"] = entry["md5"]!.ToString() };
        foreach (string name in Details.Where(name => entry[name] is not null))
        {
            dvc[name] = entry[name]!.DeepClone();
        }

        return new JsonObject { ["role"] = Role(path), ["uri"] = path, ["dvc"] = dvc };
    }

    private static string Role(string path) =>
        Roles.FirstOrDefault(role => Path.GetFileName(path).Contains(role, StringComparison.OrdinalIgnoreCase)) ?? "data";
}
