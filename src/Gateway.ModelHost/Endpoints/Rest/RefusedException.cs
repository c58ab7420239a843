namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A request that is answered with a refusal; the message is for the client.</summary>
internal sealed class RefusedException(Fault fault, string message) : Exception(message)
{
    public Fault Fault => fault;
}
