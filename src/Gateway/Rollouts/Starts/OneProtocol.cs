using Gateway.Registry;

namespace Gateway.Rollouts.Starts;

/// <summary>Versions that share traffic speak one protocol: a request that is split or rescued must suit either.</summary>
internal static class OneProtocol
{
    /// <returns>Null when it holds.</returns>
    public static string? Problem(VersionRecord version, VersionRecord other) => version.Source.Speaks() == other.Source.Speaks() ? null
        : $"speaks {version.Source.Speaks()} and version {other.Key.Version} speaks {other.Source.Speaks()}: no request suits both, so they cannot share traffic or rescue each other; register it under another model's name";
}
