namespace Gateway.Routing.Rest;

/// <summary>What a path of the prediction port asks for; spans into the path, nothing allocated.</summary>
internal readonly ref struct PredictionPath
{
    private const string V2 = "/v2/models/";
    private const string V1 = "/v1/models/";
    private const string Http = "/models/";
    private const string Verb = ":predict";
    private const string Config = "/config";

    public PredictionKind Kind { get; private init; }

    public ReadOnlySpan<char> Model { get; private init; }

    /// <summary>Empty when no version is pinned.</summary>
    public ReadOnlySpan<char> Version { get; private init; }

    /// <summary>What comes behind model and version, such as <c>/infer</c>.</summary>
    public ReadOnlySpan<char> Rest { get; private init; }

    /// <returns>It is for a service that speaks its own HTTP.</returns>
    public static bool IsForeign(HttpRequest request) => request.Path.Value!.StartsWith(Http, StringComparison.Ordinal);

    public static PredictionPath Parse(ReadOnlySpan<char> path)
    {
        string? prefix = path.StartsWith(V2, StringComparison.Ordinal) ? V2 : path.StartsWith(Http, StringComparison.Ordinal) ? Http : path.StartsWith(V1, StringComparison.Ordinal) ? V1 : null;
        bool predicts = prefix == V1 && path.EndsWith(Verb, StringComparison.Ordinal);
        if (prefix is null || prefix == V1 && !predicts)
        {
            return default;
        }

        ReadOnlySpan<char> left = predicts ? path[prefix.Length..^Verb.Length] : path[prefix.Length..];
        ReadOnlySpan<char> model = Take(ref left);
        ReadOnlySpan<char> version = default;
        if (left.StartsWith("/versions/", StringComparison.Ordinal))
        {
            left = left["/versions/".Length..];
            version = Take(ref left);
        }

        return new PredictionPath
        {
            Kind = prefix == Http ? PredictionKind.Http : left switch
            {
                "" when predicts => PredictionKind.Predict,
                "/infer" when !predicts => PredictionKind.Infer,
                "" or Config when !predicts => PredictionKind.Metadata,
                _ => PredictionKind.None,
            },
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

    /// <summary>The older protocol's infer.</summary>
    Predict,

    /// <summary>Of a model, or its configuration.</summary>
    Metadata,
    Http,

    /// <summary>Many requests and answers in one call: one attempt, assigned by the first of them.</summary>
    Stream,
}
