namespace Gateway.Core.Models.Records;

/// <summary>What a file of a bundle is for; the media type of its layer says it.</summary>
public static class BundleRoles
{
    public const string Model = "model";
    public const string Weights = "weights";
    public const string Record = "record";
    public const string Golden = "golden";
    public const string Card = "card";
    public const string Gate = "gate";
    public const string Params = "params";
    public const string Metrics = "metrics";
    public const string Profile = "profile";

    public const string PathAnnotation = "org.cncf.model.filepath";

    private const string Prefix = "application/vnd.gateway.model.";

    public static string MediaType(string role) => $"{Prefix}{role}.v1";

    /// <returns>Empty for a layer of someone else's.</returns>
    public static string Role(string mediaType) =>
        mediaType.StartsWith(Prefix, StringComparison.Ordinal) && mediaType.EndsWith(".v1", StringComparison.Ordinal) ? mediaType[Prefix.Length..^3] : "";
}
