using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gateway.Cli.Records;

/// <summary>YAML and JSON files as JSON: plain words are numbers, truths and nulls where YAML 1.2's core schema says so.</summary>
internal static class YamlText
{
    /// <summary>An alias may stand in what it names, and a few lines may stand for gigabytes.</summary>
    private const int Deepest = 64, MostNodes = 100_000;

    /// <exception cref="UsageException">It is no YAML.</exception>
    public static JsonNode? Read(string file) => Parse(File.ReadAllText(file), file);

    /// <param name="name">For the message.</param>
    public static JsonNode? Parse(string text, string name)
    {
        try
        {
            if (Path.GetExtension(name) == ".json")
            {
                JsonText.RequireReadable(text);
                return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            }

            YamlStream stream = [];
            stream.Load(new StringReader(text));
            int left = MostNodes;
            return stream.Documents is [var document, ..] ? Node(document.RootNode, Deepest, ref left) : null;
        }
        catch (Exception problem) when (problem is YamlException or JsonException or InvalidDataException or InvalidOperationException or ArgumentException) // the last two: what YamlDotNet does not name as its own
        {
            throw new UsageException($"{name}: {problem.Message}");
        }
    }

    /// <exception cref="UsageException">It is none.</exception>
    public static JsonObject Object(string file) => Read(file) as JsonObject ?? throw new UsageException($"{file}: an object was expected.");

    /// <exception cref="InvalidDataException">It is too deep or too much, or a name is no scalar.</exception>
    private static JsonNode? Node(YamlNode node, int deeper, ref int left)
    {
        if (deeper == 0 || left-- == 0)
        {
            throw new InvalidDataException($"more than {Deepest} levels or {MostNodes} values");
        }

        switch (node)
        {
            case YamlMappingNode map:
                JsonObject members = [];
                foreach ((YamlNode name, YamlNode value) in map.Children)
                {
                    string key = name is YamlScalarNode scalar ? scalar.Value ?? "" : throw new InvalidDataException($"line {name.Start.Line}: a name must be a word");
                    members[key] = Node(value, deeper - 1, ref left);
                }

                return members;
            case YamlSequenceNode list:
                JsonArray items = [];
                foreach (YamlNode item in list.Children)
                {
                    items.Add(Node(item, deeper - 1, ref left));
                }

                return items;
            default:
                return node is YamlScalarNode { Style: ScalarStyle.Plain } plain ? Plain(plain.Value ?? "") : (node as YamlScalarNode)?.Value;
        }
    }

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && !char.IsLetter(text[0]) => number,
        _ => text,
    };
}
