namespace Gateway.Core.Inference;

/// <summary>Memory of the client's machine is out of reach.</summary>
public static class SharedMemory
{
    /// <param name="parameter">Of a tensor.</param>
    /// <exception cref="ProtocolException">It says that the tensor is in shared memory.</exception>
    public static void Refuse(string parameter)
    {
        if (parameter.StartsWith("shared_memory_", StringComparison.Ordinal))
        {
            throw new ProtocolException($"{parameter}: shared memory is not spoken here; send the tensor itself.");
        }
    }
}
