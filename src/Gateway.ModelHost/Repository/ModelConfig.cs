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

    public QueueRules Queue { get; init; } = QueueRules.Unsaid;

    /// <summary>Null: the host's.</summary>
    public Device? Device { get; init; }

    /// <summary>Threads of one run; null: the host's.</summary>
    public int? IntraOpThreads { get; init; }

    public VersionPolicy Versions { get; init; } = VersionPolicy.All;

    public IReadOnlyList<WarmUpSample> WarmUp { get; init; } = [];

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public string FileName { get; init; } = "model.onnx";

    /// <summary>Output → names of its classes, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Labels { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Fields that are not understood here, by name.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <returns>Empty: it has none.</returns>
    public string LabelFile(string output) => Outputs.FirstOrDefault(tensor => tensor.Name == output)?.LabelFile ?? "";
}

/// <summary>An input or output as it is declared, without the batch dimension where the model has one.</summary>
/// <param name="Optional">The model need not have it.</param>
/// <param name="LabelFile">Beside the configuration: a line for each class; empty: none.</param>
internal sealed record ConfigTensor(string Name, Datatype Datatype, IReadOnlyList<long> Dims, bool Optional, string LabelFile);

/// <summary>A run before the first request.</summary>
/// <param name="BatchSize">0: no batch dimension.</param>
internal sealed record WarmUpSample(string Name, int BatchSize, int Count, IReadOnlyList<WarmUpInput> Inputs);

/// <param name="Random">From 0 to 1 instead of zeros.</param>
internal sealed record WarmUpInput(string Name, Datatype Datatype, IReadOnlyList<long> Dims, bool Random);
