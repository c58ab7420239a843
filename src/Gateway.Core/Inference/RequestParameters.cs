using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>What a request says about itself, of that which a host acts on.</summary>
/// <param name="BinaryOutputs">Outputs that are not listed come as raw bytes.</param>
/// <param name="Timeout">In the queue; null: as long as the client waits.</param>
/// <param name="Priority">1 is the highest; 0: the model's default.</param>
public sealed record RequestParameters(bool BinaryOutputs = false, TimeSpan? Timeout = null, long Priority = 0)
{
    private const string Reserved = "triton_";

    public static readonly RequestParameters None = new();

    /// <summary>The <c>parameters</c> of a request; what it does not know is passed over.</summary>
    /// <exception cref="ProtocolException">A known one of another kind, or a reserved name.</exception>
    internal static RequestParameters Read(ref Utf8JsonReader reader)
    {
        (bool binary, TimeSpan? timeout, long priority) = (false, null, 0);
        Members members = default;
        Json.Expect(ref reader, JsonTokenType.StartObject, "parameters", "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "binary_data_output"u8, 0))
            {
                binary = Json.Bool(ref reader, "binary_data_output");
            }
            else if (members.Is(ref reader, "timeout"u8, 1))
            {
                timeout = TimeoutOf(Json.Count(ref reader, "timeout"));
            }
            else if (members.Is(ref reader, "priority"u8, 2))
            {
                priority = Json.Count(ref reader, "priority");
            }
            else
            {
                CheckName(members.Pass(ref reader));
            }
        }

        return new RequestParameters(binary, timeout, priority);
    }

    /// <exception cref="ProtocolException">The name is reserved.</exception>
    public static void CheckName(string name)
    {
        if (name.StartsWith(Reserved, StringComparison.Ordinal))
        {
            throw new ProtocolException($"parameter keys starting with '{Reserved}' are reserved and must not be given: '{name}'");
        }
    }

    /// <param name="microseconds">0: none.</param>
    public static TimeSpan? TimeoutOf(long microseconds) => microseconds == 0 ? null : TimeSpan.FromMicroseconds(Math.Min(microseconds, (long)TimeSpan.FromDays(1).TotalMicroseconds));
}
