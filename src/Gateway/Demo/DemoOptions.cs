namespace Gateway.Demo;

/// <summary>How the demonstration was asked for.</summary>
/// <param name="Exit">End the gateway when it is over.</param>
/// <param name="Samples">Folder of v1.onnx … v4.onnx and heldout.csv.</param>
internal sealed record DemoOptions(bool Exit, string Samples)
{
    /// <summary>The sample beside the gateway.</summary>
    public static string Beside { get; } = Path.Combine(AppContext.BaseDirectory, "samples", "digits");
}
