using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gateway.Cli.Records;

/// <summary>YAML and JSON files as JSON: plain words are numbers, truths and nulls where YAML 1.2's core schema says so.</summary>
internal static class YamlText
{
    /// <exception cref="UsageException">It is no YAML.</exception>
    public static JsonNode? Read(string file) => Parse(File.ReadAllText(file), file);

    /// <param name="name">For the message.</param>
    public static JsonNode? Parse(string text, string name)
    {
        try
        {
            if (Path.GetExtension(name) == ".json")
            {
                return JsonNode.Parse(text);
            }

            YamlStream stream = [];
            stream.Load(new StringReader(text));
            return stream.Documents is [var document, ..] ? Node(document.RootNode) : null;
        }
        catch (Exception problem) when (problem is YamlException or JsonException)
        {
            throw new UsageException($"{name}: {problem.Message}");
        }
    }

    /// <exception cref="UsageException">It is none.</exception>
    public static JsonObject Object(string file) => Read(file) as JsonObject ?? throw new UsageException($"{file}: an object was expected.");

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value ?? "", Node(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

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
