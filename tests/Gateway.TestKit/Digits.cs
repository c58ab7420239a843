namespace Gateway.TestKit;

/// <summary>The sample's models and its held-out rows.</summary>
public static class Digits
{
    private static readonly Lazy<string[]> AllRows = new(() => [.. File.ReadLines(Path.Combine(Folder, "heldout.csv")).Skip(1).Select(Body)]);

    public static string Folder => Path.Combine(Paths.Repository, "samples", "digits", "models");

    public static IReadOnlyList<string> Rows => AllRows.Value;

    public static string Artifact(int version) => Path.Combine(Folder, $"v{version}.onnx");

    private static string Body(string line) =>
        $$"""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"FP32","data":[{{line[..line.LastIndexOf(',')]}}]}]}""";
}
