namespace Gateway.Core.Inference;

/// <summary>The request is not what the protocol or the model asks for: the message is for the client.</summary>
public sealed class ProtocolException(string message) : Exception(message);
