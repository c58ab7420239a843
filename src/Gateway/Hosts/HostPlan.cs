using Gateway.Registry;

namespace Gateway.Hosts;

/// <summary>What a host process of one version needs.</summary>
internal sealed record HostPlan(VersionRecord Version, VersionSource.Artifact Artifact, VersionDocument Document, Contracts.ModelSettings Settings);
