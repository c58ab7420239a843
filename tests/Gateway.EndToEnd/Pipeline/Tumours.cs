using Gateway.TestKit;

namespace Gateway.EndToEnd.Pipeline;

/// <summary>The pipeline sample's files and its held-out rows.</summary>
internal static class Tumours
{
    public const string Python = "/usr/bin/python3";

    public static string Folder => Path.Combine(Paths.Repository, "samples", "pipeline");

    /// <summary>Measurements as text, and whether the tumour is benign.</summary>
    public static (string Values, bool Benign)[] Rows { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "models", "heldout.csv")).Select(line => (line[..line.LastIndexOf(',')], line.EndsWith('1')))];

    public static string Model(string name) => Path.Combine(Folder, "models", name + ".onnx");

    public static string Infer(string values) => $$"""{"inputs":[{"name":"measurements","datatype":"FP32","shape":[1,30],"data":[{{values}}]}]}""";
}
