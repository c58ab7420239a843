using Gateway.Core.Models;

namespace Gateway.Registry;

/// <summary>What Registry must know of traffic; implemented by Rollouts.</summary>
internal interface IServingVersions
{
    /// <summary>Names of the policies that a model may have.</summary>
    IEnumerable<string> Policies { get; }

    /// <summary>The model's baseline, if it has one.</summary>
    string? Baseline(string model);

    /// <summary>Has weight, is in a live rollout, or is kept warm.</summary>
    bool Serves(VersionKey version);

    /// <summary>The model as the API shows it.</summary>
    Contracts.Model Describe(string model, int versions);

    /// <summary>How many hosts the version should have and has.</summary>
    Contracts.VersionHosts Hosts(VersionKey version);

    /// <summary>A version became ready: the first of its model becomes the baseline at 100 % (compare-and-swap on generation 0).</summary>
    Task AdoptAsync(VersionKey version, string actor, CancellationToken cancellationToken);

    /// <summary>The model goes: its route and traffic with it.</summary>
    Task ForgetAsync(string model, string actor, string? reason, CancellationToken cancellationToken);
}
