namespace Gateway.Core.Inference;

/// <summary>An output that a request asks for.</summary>
/// <param name="Binary">As raw bytes; null: not said.</param>
/// <param name="Classification">The most likely classes instead of the scores; 0: the tensor itself.</param>
public readonly record struct RequestedOutput(string Name, bool? Binary = null, int Classification = 0);
