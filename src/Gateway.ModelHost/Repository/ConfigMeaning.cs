using Gateway.Core.Models;
using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Repository;

/// <summary>Triton's model configuration, of that which this host acts on.</summary>
internal static class ConfigMeaning
{
    private const long MostRows = 1 << 20;

    /// <exception cref="ConfigException">Everything that is wrong with it.</exception>
    public static ModelConfig Of(ConfigNode root, string model)
    {
        ConfigReader reader = new();
        reader.Understands(
            root, "", "name", "platform", "backend", "max_batch_size", "input", "output", "dynamic_batching", "instance_group", "version_policy", "model_warmup", "parameters", "default_model_filename");
        if (reader.Text(root, "name") is { Length: > 0 } name && name != model)
        {
            reader.Wrong($"name is \"{name}\", and the folder \"{model}\".");
        }

        if ((reader.Text(root, "backend") ?? reader.Text(root, "platform")) is { Length: > 0 } other && other is not ("onnxruntime" or "onnxruntime_onnx" or "onnx_onnxv1"))
        {
            reader.Wrong($"\"{other}\" is not what this host runs; it runs onnxruntime (onnxruntime_onnx).");
        }

        (int? runs, Device? device) = Instances(reader, root);
        ModelConfig config = Batching(reader, root, runs) with
        {
            Inputs = Tensors(reader, root, "input"),
            Outputs = Tensors(reader, root, "output"),
            Device = device,
            Versions = Versions(reader, root),
            WarmUp = ConfigWarmUp.Read(reader, root),
            Parameters = Parameters(reader, root),
            FileName = reader.Text(root, "default_model_filename") is { Length: > 0 } file ? file : ModelConfig.None.FileName,
        };
        if (Path.GetFileName(config.FileName) != config.FileName || config.FileName is "." or "..")
        {
            reader.Wrong($"default_model_filename must be a file's name, not \"{config.FileName}\".");
        }

        config = config with { IntraOpThreads = Threads(reader, config.Parameters) };
        return reader.Problems.Count == 0 ? config with { Ignored = reader.Ignored } : throw new ConfigException(reader.Problems);
    }

    public static Datatype? Datatype(string name) => name switch
    {
        "TYPE_STRING" => Core.Models.Datatype.Bytes,
        _ when name.StartsWith("TYPE_", StringComparison.Ordinal) && Datatypes.TryParse(name[5..], out Datatype datatype) && datatype != Core.Models.Datatype.Bytes => datatype,
        _ => null,
    };

    private static ModelConfig Batching(ConfigReader reader, ConfigNode root, int? runs)
    {
        int? most = (int?)reader.Number(root, "max_batch_size", 0, MostRows);
        ConfigNode dynamic = reader.Message(root, "dynamic_batching") ?? new ConfigNode();
        reader.Understands(
            dynamic, "dynamic_batching.", "preferred_batch_size", "max_queue_delay_microseconds", "preserve_ordering", "priority_levels", "default_priority_level", "default_queue_policy", "priority_queue_policy");
        QueueRules queue = ConfigQueue.Read(reader, dynamic);
        return new ModelConfig
        {
            MaxBatchSize = most,
            Queue = queue,
            Batching = new BatchSettings(
                most is null ? null : Math.Max(1, most.Value),
                reader.Number(dynamic, "max_queue_delay_microseconds", 0, 60_000_000) / 1000.0,
                dynamic.Last("preferred_batch_size") is null ? null : [.. reader.Numbers(dynamic, "preferred_batch_size", 1, Math.Max(1, most ?? MostRows)).Select(size => (int)size)],
                queue.Most,
                runs ?? 0),
        };
    }

    private static List<ConfigTensor> Tensors(ConfigReader reader, ConfigNode root, string role)
    {
        List<ConfigTensor> tensors = [];
        foreach (ConfigNode node in reader.Messages(root, role))
        {
            reader.Understands(node, role + ".", "name", "data_type", "dims", "reshape", "label_filename", "format", "optional");
            string name = reader.Text(node, "name") ?? "";
            Datatype? datatype = Datatype(reader.Text(node, "data_type") ?? "");
            if (datatype is null)
            {
                reader.Wrong($"{role} \"{name}\": data_type must be a datatype such as TYPE_FP32, not \"{node.Last("data_type")?.Text}\".");
            }

            ConfigNode shape = reader.Message(node, "reshape") ?? node;
            tensors.Add(new ConfigTensor(name, datatype ?? default, reader.Numbers(shape, shape == node ? "dims" : "shape", -1, long.MaxValue), reader.Flag(node, "optional"), reader.Text(node, "label_filename") ?? ""));
        }

        reader.Unique(role, tensors.Select(tensor => tensor.Name));
        return tensors;
    }

    /// <summary>Instances are runs at once of one session: the weights are in memory once.</summary>
    private static (int? Runs, Device? Device) Instances(ConfigReader reader, ConfigNode root)
    {
        (long runs, Device? device) = (0, null);
        foreach (ConfigNode group in reader.Messages(root, "instance_group"))
        {
            reader.Understands(group, "instance_group.", "name", "count", "kind", "gpus");
            runs += reader.Number(group, "count", 1, 1024) ?? 1;
            IReadOnlyList<long> gpus = reader.Numbers(group, "gpus", 0, 63);
            device = reader.Text(group, "kind") switch
            {
                "KIND_GPU" => new Device(DeviceKind.Cuda, gpus is [var first, ..] ? (int)first : 0),
                "KIND_CPU" => Core.Models.Device.Cpu,
                _ => device,
            };
        }

        return (runs > 0 ? (int)runs : null, device);
    }

    private static VersionPolicy Versions(ConfigReader reader, ConfigNode root)
    {
        ConfigNode policy = reader.Message(root, "version_policy") ?? new ConfigNode();
        reader.Understands(policy, "version_policy.", "latest", "all", "specific");
        int latest = reader.Message(policy, "latest") is { } newest ? (int)(reader.Number(newest, "num_versions", 1, int.MaxValue) ?? 1) : 0;
        return new VersionPolicy(latest, reader.Message(policy, "specific") is { } chosen ? reader.Numbers(chosen, "versions", 1, long.MaxValue) : []);
    }

    private static Dictionary<string, string> Parameters(ConfigReader reader, ConfigNode root)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (ConfigNode entry in reader.Messages(root, "parameters"))
        {
            parameters[reader.Text(entry, "key") ?? ""] = reader.Message(entry, "value") is { } value ? reader.Text(value, "string_value") ?? "" : "";
        }

        return parameters;
    }

    private static int? Threads(ConfigReader reader, IReadOnlyDictionary<string, string> parameters)
    {
        if (!parameters.TryGetValue("intra_op_thread_count", out string? text))
        {
            return null;
        }

        if (int.TryParse(text, out int threads) && threads is >= 0 and <= 1024)
        {
            return threads == 0 ? null : threads;
        }

        reader.Wrong($"parameters intra_op_thread_count must be from 0 to 1024, not \"{text}\".");
        return null;
    }
}
