namespace Gateway.Registry;

/// <summary>Where a version's hosts come from.</summary>
internal abstract record VersionSource
{
    /// <returns><c>v2</c> or <c>http</c>: a request of one is none of the other.</returns>
    public string Speaks() => this is Addresses addresses ? addresses.Protocol : "v2";

    /// <summary>We run host processes on an artifact of ours.</summary>
    /// <param name="ArtifactPath">Absolute path of the .onnx file in the store.</param>
    public sealed record Artifact(string ArtifactPath) : VersionSource;

    /// <summary>Something else serves it.</summary>
    /// <param name="Protocol"><c>v2</c> or <c>http</c>.</param>
    /// <param name="ServedModel">The model's name at the host; null: ours.</param>
    /// <param name="ServedVersion">The version's name at the host; null: none in the path.</param>
    /// <param name="HealthPath">Probed for protocol <c>http</c>.</param>
    /// <param name="Headers">Added to each request; a value <c>env:NAME</c> is read from the environment.</param>
    public sealed record Addresses(
        IReadOnlyList<string> Hosts,
        string Protocol,
        string? ServedModel,
        string? ServedVersion,
        string? HealthPath,
        IReadOnlyDictionary<string, string> Headers) : VersionSource
    {
        /// <summary>Address of a host → the one at which it speaks gRPC; those that do not are not here.</summary>
        public IReadOnlyDictionary<string, string> Grpc { get; init; } = new Dictionary<string, string>();
    }
}
