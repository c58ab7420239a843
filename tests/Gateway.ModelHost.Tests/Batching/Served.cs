using System.Runtime.InteropServices;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Sessions;
using Gateway.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.ModelHost.Tests.Batching;

/// <summary>A model of others behind a batcher of its own, without any protocol.</summary>
internal sealed class Served : IDisposable
{
    private static readonly SessionSettings Session = new(Device.Cpu, 1, false, new Dictionary<string, string>(), [], false);

    public Served(string name, JoinRules rules, TimeProvider? time = null)
    {
        Loaded = LoadedModel.Load(FixtureModels.FileOf(name), Session);
        Metrics = new ModelMetrics(name + Guid.NewGuid(), "1", "cpu", TimeProvider.System);
        Run = new ModelRun(new ModelFile(name, "1", ""), Loaded, RowsApart.Objection(Loaded), NullLogger.Instance);
        Batcher = new Batcher(Run, rules, time ?? TimeProvider.System);
    }

    public LoadedModel Loaded { get; }

    public ModelMetrics Metrics { get; }

    public ModelRun Run { get; }

    public Batcher Batcher { get; }

    public Call Call(Tensor input, Place place = default, CancellationToken cancellationToken = default) =>
        new([input], [Loaded.Signature.Outputs[0].Name], Metrics, place, cancellationToken);

    public async Task<Answer> AskAsync(Tensor input, Place place = default, CancellationToken cancellationToken = default) =>
        await Batcher.RunAsync(Call(input, place, cancellationToken)) ?? throw new InvalidOperationException("The batcher is closed.");

    /// <returns>The first output.</returns>
    public async Task<float[]> RunAsync(Tensor input, Place place = default, CancellationToken cancellationToken = default)
    {
        using Answer answer = await AskAsync(input, place, cancellationToken);
        return MemoryMarshal.Cast<byte, float>(answer.Outputs[0].Data).ToArray();
    }

    public void Dispose()
    {
        Metrics.Dispose();
        Batcher.Dispose();
        Loaded.Dispose();
    }
}
