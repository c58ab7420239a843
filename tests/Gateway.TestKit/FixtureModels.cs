using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.TestKit;

/// <summary>The models of others in tests/models, with their own requests and answers.</summary>
public static class FixtureModels
{
    /// <summary>Names: paths below tests/models.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.EnumerateDirectories(Paths.Models).Concat(Directory.EnumerateDirectories(Path.Combine(Paths.Models, "derived"))).Select(folder => Path.GetRelativePath(Paths.Models, folder)).Where(name => FileOf(name) != "").Order(StringComparer.Ordinal)];

    public static string FileOf(string name) =>
        new[] { Path.Combine(Paths.Models, name, "model.onnx"), Path.Combine(Paths.Models, name, "1", "model.onnx") }.FirstOrDefault(File.Exists) ?? "";

    /// <summary>Not the broken ones, nor an operator of a kind that the runtime has no kernel for.</summary>
    public static bool CanBeServed(string name) => File.Exists(Path.Combine(Paths.Models, name, "v2", "expected.json"))
        && Path.GetFileName(name) != "pt_operator_add_broadcast";

    /// <summary>With an expected answer in tensors: a sequence of maps has a test of its own.</summary>
    public static bool HasAnswer(string name) => CanBeServed(name) && Path.GetFileName(name) != "go_sklearn_randomforest";

    public static bool HasRequest(string name) => HasAnswer(name) && File.Exists(Path.Combine(Paths.Models, name, "v2", "request.json"));

    public static bool HasBinaryRequest(string name) => HasAnswer(name) && File.Exists(Path.Combine(Paths.Models, name, "v2", "request.bin"));

    public static string Request(string name) => File.ReadAllText(Path.Combine(Paths.Models, name, "v2", "request.json"));

    /// <returns>JSON and the tensors behind it, and how long the JSON is; it asks for binary outputs.</returns>
    public static (byte[] Body, int Header) BinaryRequest(string name) => (
        File.ReadAllBytes(Path.Combine(Paths.Models, name, "v2", "request.bin")),
        int.Parse(File.ReadAllText(Path.Combine(Paths.Models, name, "v2", "request.bin.headerlen")), null));

    /// <param name="answer">JSON of a V2 answer.</param>
    /// <returns>What is not as its makers expect; null: nothing.</returns>
    public static string? Difference(string name, string answer)
    {
        JsonElement[] actual = [.. JsonDocument.Parse(answer).RootElement.GetProperty("outputs").EnumerateArray()];
        JsonElement[] expected = [.. Expected(name).GetProperty("outputs").EnumerateArray()];
        string described = string.Join(", ", expected.Select(Described)), found = string.Join(", ", actual.Select(Described));
        return described != found
            ? $"expected {described}, got {found}"
            : expected.Zip(actual).Select(pair => Difference(pair.First, pair.Second)).FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(JsonElement expected, JsonElement actual)
    {
        JsonElement[] left = [.. Flat(expected.TryGetProperty("data", out JsonElement data) ? data : Decoded(expected))], right = [.. Flat(actual.GetProperty("data"))];
        double tolerance = expected.GetProperty("datatype").GetString() == "BF16" ? 0.01 : 1e-3;
        return left.Length != right.Length
            ? $"{left.Length} elements expected, got {right.Length}"
            : left.Zip(right).Where(pair => !Same(pair.First, pair.Second, tolerance)).Select(pair => $"{pair.First} expected, got {pair.Second}").FirstOrDefault();
    }

    private static bool Same(JsonElement one, JsonElement other, double tolerance) => one.ValueKind == JsonValueKind.Number && other.ValueKind == JsonValueKind.Number
        ? Math.Abs(one.GetDouble() - other.GetDouble()) <= tolerance * Math.Max(1, Math.Abs(one.GetDouble()))
        : one.ToString() == other.ToString();

    /// <summary>NaN and Infinity are bare tokens there.</summary>
    private static JsonElement Expected(string name) => JsonDocument.Parse(
        Regex.Replace(File.ReadAllText(Path.Combine(Paths.Models, name, "v2", "expected.json")), @"(?<=[\[,\s])(NaN|-?Infinity)(?=[\],\s])", "\"$1\"")).RootElement;

    private static string Described(JsonElement tensor) =>
        $"{tensor.GetProperty("name")} {tensor.GetProperty("datatype")} {tensor.GetProperty("shape").GetRawText().Replace(" ", "", StringComparison.Ordinal)}";

    /// <summary>Large answers are kept as bytes only; all of them are FP32.</summary>
    private static JsonElement Decoded(JsonElement tensor) => JsonSerializer.SerializeToElement(
        MemoryMarshal.Cast<byte, float>(tensor.GetProperty("raw_b64").GetBytesFromBase64()).ToArray());

    private static IEnumerable<JsonElement> Flat(JsonElement data) => data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().SelectMany(Flat) : [data];
}
