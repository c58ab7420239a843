using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Repository;
using Gateway.ModelHost.Sessions;
using Inference;
using WireConfig = Inference.ModelConfig;

namespace Gateway.ModelHost.Endpoints;

/// <summary>How a version runs at this moment, in the terms of Triton's model configuration; both protocols answer with it.</summary>
internal static class ConfigMessage
{
    public const string Platform = "onnxruntime_onnx";

    public static WireConfig Of(ReadyModel ready)
    {
        Repository.ModelConfig said = ready.File.Config;
        ModelSignature signature = ready.Model.Signature;
        int rows = said.MaxBatchSize ?? (ready.Batcher.Apart is null ? ready.Batcher.Rules.MaxBatchSize : 0);
        WireConfig config = new()
        {
            Name = ready.File.Name,
            Platform = Platform,
            Backend = "onnxruntime",
            VersionPolicy = Policy(said.Versions),
            MaxBatchSize = rows,
            Input = { signature.Inputs.Select(spec => new ModelInput { Name = spec.Name, DataType = WireType.Of(spec.Datatype), Dims = { Dims(spec, rows) }, Optional = spec.Optional }) },
            Output = { signature.Outputs.Select(spec => new ModelOutput { Name = spec.Name, DataType = WireType.Of(spec.Datatype), Dims = { Dims(spec, rows) }, LabelFilename = said.LabelFile(spec.Name) }) },
            InstanceGroup = { Instances(ready) },
            DefaultModelFilename = Path.GetFileName(ready.File.Path),
            Parameters = { said.Parameters.ToDictionary(parameter => parameter.Key, parameter => new ModelParameter { StringValue = parameter.Value }) },
            ModelWarmup = { said.WarmUp.Select(WarmUp) },
        };
        if (ready.Batcher is { Apart: null, Rules: { MaxBatchSize: > 1 } rules })
        {
            config.DynamicBatching = Batching(rules, said.Queue);
        }

        return config;
    }

    /// <summary>Where there is a number of rows, they are a dimension before those that are named.</summary>
    private static IEnumerable<long> Dims(TensorSpec spec, int rows) => spec.Shape.Skip(rows > 0 ? 1 : 0);

    private static ModelVersionPolicy Policy(VersionPolicy policy) =>
        policy.Specific.Count > 0 ? new() { Specific = new() { Versions = { policy.Specific } } }
        : policy.Latest > 0 ? new() { Latest = new() { NumVersions = (uint)policy.Latest } }
        : new() { All = new() };

    private static ModelInstanceGroup Instances(ReadyModel ready)
    {
        bool gpu = ready.Model.Device.Kind is DeviceKind.Cuda or DeviceKind.TensorRt;
        return new ModelInstanceGroup
        {
            Name = ready.File.Name,
            Kind = gpu ? ModelInstanceGroup.Types.Kind.Gpu : ModelInstanceGroup.Types.Kind.Cpu,
            Count = ready.Batcher.Rules.Concurrency,
            Gpus = { gpu ? [ready.Model.Device.Index] : [] },
        };
    }

    private static ModelDynamicBatching Batching(JoinRules rules, QueueRules queue) => new()
    {
        PreferredBatchSize = { rules.PreferredBatchSizes },
        MaxQueueDelayMicroseconds = (ulong)rules.MaxQueueDelay.TotalMicroseconds,
        PriorityLevels = (ulong)queue.Levels,
        DefaultPriorityLevel = (ulong)queue.DefaultLevel,
        DefaultQueuePolicy = Policy(queue.Default, queue.Levels == 0 ? rules.Queue : queue.Default.Most),
        PriorityQueuePolicy = { queue.Policies.ToDictionary(policy => (ulong)policy.Key, policy => Policy(policy.Value, policy.Value.Most)) },
    };

    private static ModelQueuePolicy Policy(QueuePolicy policy, int most) => new()
    {
        TimeoutAction = policy.Delays ? ModelQueuePolicy.Types.TimeoutAction.Delay : ModelQueuePolicy.Types.TimeoutAction.Reject,
        DefaultTimeoutMicroseconds = (ulong)(policy.Timeout?.TotalMicroseconds ?? 0),
        AllowTimeoutOverride = policy.Overridable,
        MaxQueueSize = (uint)most,
    };

    private static ModelWarmup WarmUp(WarmUpSample sample) => new()
    {
        Name = sample.Name,
        BatchSize = (uint)sample.BatchSize,
        Count = (uint)sample.Count,
        Inputs = { sample.Inputs.ToDictionary(input => input.Name, WarmUp) },
    };

    private static ModelWarmup.Types.Input WarmUp(WarmUpInput input) => input.Random
        ? new() { DataType = WireType.Of(input.Datatype), Dims = { input.Dims }, RandomData = true }
        : new() { DataType = WireType.Of(input.Datatype), Dims = { input.Dims }, ZeroData = true };
}
