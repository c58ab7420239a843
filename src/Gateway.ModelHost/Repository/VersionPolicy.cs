namespace Gateway.ModelHost.Repository;

/// <summary>Which of a model's versions are served.</summary>
/// <param name="Latest">So many of the highest numbers; 0: not said.</param>
/// <param name="Specific">Exactly these; empty: not said.</param>
internal sealed record VersionPolicy(int Latest, IReadOnlyList<long> Specific)
{
    public static readonly VersionPolicy All = new(0, []);

    /// <param name="there">In ascending order.</param>
    public IReadOnlyList<long> Choose(IReadOnlyList<long> there) =>
        Specific.Count > 0 ? [.. there.Where(Specific.Contains)]
        : Latest > 0 ? [.. there.TakeLast(Latest)]
        : there;
}
