namespace Gateway.Core.Inference;

/// <summary>What a request says about itself, of that which a host acts on.</summary>
/// <param name="BinaryOutputs">Outputs that are not listed come as raw bytes.</param>
/// <param name="Timeout">In the queue; null: as long as the client waits.</param>
public sealed record RequestParameters(bool BinaryOutputs = false, TimeSpan? Timeout = null)
{
    public static readonly RequestParameters None = new();
}
