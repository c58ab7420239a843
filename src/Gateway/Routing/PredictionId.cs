using System.Buffers;

namespace Gateway.Routing;

/// <summary>The id of a prediction: the client's own, or a UUIDv7.</summary>
internal static class PredictionId
{
    public const string Header = "x-prediction-id";

    private static readonly SearchValues<char> Legal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string Of(IHeaderDictionary headers, TimeProvider time)
    {
        string? own = headers[Header];
        return own is { Length: >= 1 and <= 64 } && !own.AsSpan().ContainsAnyExcept(Legal)
            ? own
            : Guid.CreateVersion7(time.GetUtcNow()).ToString();
    }
}
