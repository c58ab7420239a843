using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Registry;

namespace Gateway.Rollouts.Splits;

/// <summary>Every model's traffic; knows which versions must have hosts.</summary>
internal sealed class TrafficBook(HostDemand demand, ModelCatalog catalog, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ModelTraffic> _models = new();
    private readonly ConcurrentDictionary<VersionKey, int> _warming = new();

    public ICollection<ModelTraffic> All => _models.Values;

    public ModelTraffic? Find(string model) => _models.GetValueOrDefault(model);

    /// <exception cref="RefusedException">404; 409 while no version of the model is ready.</exception>
    public ModelTraffic Require(string model) => Find(model)
        ?? throw (catalog.Has(model)
            ? new RefusedException(409, "no-baseline", "The model has no baseline yet.", $"No version of {model} is ready.")
            : RefusedException.NotFound("model", model));

    public void Add(ModelTraffic traffic) => _models[traffic.Model] = traffic;

    public void Remove(string model) => _models.TryRemove(model, out _);

    /// <summary>The version has hosts until the answer is disposed.</summary>
    public IDisposable Warm(VersionKey version)
    {
        _warming.AddOrUpdate(version, 1, (_, count) => count + 1);
        Demand();
        return new Warmed(() =>
        {
            if (_warming.AddOrUpdate(version, 0, (_, count) => count - 1) <= 0)
            {
                _warming.TryRemove(version, out _);
            }

            Demand();
        });
    }

    /// <summary>Says anew which versions must have hosts.</summary>
    public void Demand() => demand.Replace([.. _models.Values.SelectMany(Wanted), .. _warming.Keys]);

    public bool Serves(VersionKey version) => Find(version.Model) is { } traffic && Wanted(traffic).Contains(version);

    private IEnumerable<VersionKey> Wanted(ModelTraffic model)
    {
        TrafficRecord traffic = model.Traffic;
        IEnumerable<string?> names = traffic.Weights.Where(weight => weight.Value > 0).Select(weight => weight.Key)
            .Append(traffic.Baseline)
            .Concat(traffic.Rules.Select(rule => rule.Version))
            .Append(traffic.Switch)
            .Append(traffic.WarmUntil > time.GetUtcNow() ? traffic.PreviousBaseline : null)
            .Append(model.Run?.Record.Plan.Candidate.Version);
        return names.OfType<string>().Distinct().Select(name => new VersionKey(traffic.Model, name));
    }

    private sealed class Warmed(Action end) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                end();
            }
        }
    }
}
