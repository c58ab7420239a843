using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Registry;
using Gateway.Rollouts.Plans;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts.Splits;

/// <summary>What Registry must know of traffic.</summary>
internal sealed class ServingVersions(TrafficBook book, ModelAdoption adoption, ModelRemoval removal, HostDirectory hosts, HostWishes wishes, PolicyBook policies) : IServingVersions
{
    public IEnumerable<string> Policies => policies.Names;

    public string? Baseline(string model) => book.Find(model)?.Traffic.Baseline;

    public bool Serves(VersionKey version) => book.Serves(version);

    public VersionHosts Hosts(VersionKey version) => new(wishes.Wanted(version), hosts.Ready(version));

    public Model Describe(string model, int versions)
    {
        ModelTraffic? traffic = book.Find(model);
        return new Model(
            model, traffic?.Traffic.Baseline, traffic?.Traffic.PreviousBaseline, traffic?.Traffic.PreviousBaseline is null ? null : traffic.Traffic.WarmUntil,
            traffic?.Traffic.View(), traffic?.Run is { } run ? RolloutView.Of(run) : null, versions, traffic?.Traffic.Switch);
    }

    public Task AdoptAsync(VersionKey version, string actor, CancellationToken cancellationToken) => adoption.AdoptAsync(version, actor, cancellationToken);

    public Task ForgetAsync(string model, string actor, string? reason, CancellationToken cancellationToken) => removal.ForgetAsync(model, actor, reason, cancellationToken);
}
