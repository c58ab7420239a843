namespace Gateway.Routing;

/// <summary>What a path of the prediction port asks for; spans into the path, nothing allocated.</summary>
internal readonly ref struct PredictionPath
{
    private const string V2 = "/v2/models/";
    private const string Http = "/models/";

    public PredictionKind Kind { get; private init; }

    public ReadOnlySpan<char> Model { get; private init; }

    /// <summary>Empty when no version is pinned.</summary>
    public ReadOnlySpan<char> Version { get; private init; }

    /// <summary>What comes behind model and version, such as <c>/infer</c>.</summary>
    public ReadOnlySpan<char> Rest { get; private init; }

    public static PredictionPath Parse(ReadOnlySpan<char> path)
    {
        bool v2 = path.StartsWith(V2, StringComparison.Ordinal);
        if (!v2 && !path.StartsWith(Http, StringComparison.Ordinal))
        {
            return default;
        }

        ReadOnlySpan<char> left = path[(v2 ? V2 : Http).Length..];
        ReadOnlySpan<char> model = Take(ref left);
        ReadOnlySpan<char> version = default;
        if (left.StartsWith("/versions/", StringComparison.Ordinal))
        {
            left = left["/versions/".Length..];
            version = Take(ref left);
        }

        return new PredictionPath
        {
            Kind = !v2 ? PredictionKind.Http : left switch { "/infer" => PredictionKind.Infer, "" => PredictionKind.Metadata, _ => PredictionKind.None },
            Model = model,
            Version = version,
            Rest = left,
        };
    }

    private static ReadOnlySpan<char> Take(scoped ref ReadOnlySpan<char> left)
    {
        int end = left.IndexOf('/');
        ReadOnlySpan<char> word = end < 0 ? left : left[..end];
        left = end < 0 ? default : left[end..];
        return word;
    }
}

internal enum PredictionKind
{
    None,
    Infer,
    Metadata,
    Http,

    /// <summary>Many requests and answers in one call: one attempt, assigned by the first of them.</summary>
    Stream,
}
