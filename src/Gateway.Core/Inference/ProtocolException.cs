namespace Gateway.Core.Inference;

/// <summary>The request is not what the protocol or the model asks for: the message is for the client.</summary>
public sealed class ProtocolException(string message, ProtocolFault fault = ProtocolFault.Request) : Exception(message)
{
    public ProtocolFault Fault => fault;
}

/// <summary>What kind of mistake it was; all of them are the caller's.</summary>
public enum ProtocolFault
{
    /// <summary>Understood, and not to be had.</summary>
    Request,

    /// <summary>Not JSON, or JSON of another form than the protocol's.</summary>
    Json,
}
