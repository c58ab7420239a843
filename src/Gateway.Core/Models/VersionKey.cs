namespace Gateway.Core.Models;

/// <summary>One immutable artifact of one model; versions are "1", "2", … per model.</summary>
public readonly record struct VersionKey(string Model, string Version)
{
    public override string ToString() => $"{Model}/{Version}";
}
