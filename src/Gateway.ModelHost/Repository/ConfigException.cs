namespace Gateway.ModelHost.Repository;

/// <summary>A model's configuration cannot be used; each problem names its place.</summary>
internal sealed class ConfigException(IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    public IReadOnlyList<string> Problems => problems;
}
