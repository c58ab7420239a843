using Gateway.Core.Models;
using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Repository;

/// <summary>What a <c>config.pbtxt</c> says of a model, of that which this host acts on.</summary>
internal sealed record ModelConfig
{
    public static readonly ModelConfig None = new();

    /// <summary>Rows that a request may have at most; null: it says nothing; 0: the model has no batch dimension.</summary>
    public int? MaxBatchSize { get; init; }

    public IReadOnlyList<ConfigTensor> Inputs { get; init; } = [];

    public IReadOnlyList<ConfigTensor> Outputs { get; init; } = [];

    public BatchSettings Batching { get; init; } = BatchSettings.None;

    /// <summary>How long a request may wait that does not say so itself.</summary>
    public TimeSpan? QueueTimeout { get; init; }

    /// <summary>Null: the host's.</summary>
    public Device? Device { get; init; }

    /// <summary>Threads of one run; null: the host's.</summary>
    public int? IntraOpThreads { get; init; }

    public VersionPolicy Versions { get; init; } = VersionPolicy.All;

    public IReadOnlyList<WarmUpSample> WarmUp { get; init; } = [];

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public string FileName { get; init; } = "model.onnx";

    /// <summary>Fields that are not understood here, by name.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}

/// <summary>An input or output as it is declared, without the batch dimension where the model has one.</summary>
/// <param name="Optional">The model need not have it.</param>
internal sealed record ConfigTensor(string Name, Datatype Datatype, IReadOnlyList<long> Dims, bool Optional);

/// <summary>A run before the first request.</summary>
/// <param name="BatchSize">0: no batch dimension.</param>
internal sealed record WarmUpSample(string Name, int BatchSize, int Count, IReadOnlyList<WarmUpInput> Inputs);

/// <param name="Random">From 0 to 1 instead of zeros.</param>
internal sealed record WarmUpInput(string Name, Datatype Datatype, IReadOnlyList<long> Dims, bool Random);
