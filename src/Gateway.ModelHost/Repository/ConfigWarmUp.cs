using Gateway.Core.Models;

namespace Gateway.ModelHost.Repository;

/// <summary><c>model_warmup</c>: runs on made-up rows.</summary>
internal static class ConfigWarmUp
{
    public static IReadOnlyList<WarmUpSample> Read(ConfigReader reader, ConfigNode root) =>
        [.. reader.Messages(root, "model_warmup").Select(node => Sample(reader, node))];

    private static WarmUpSample Sample(ConfigReader reader, ConfigNode node)
    {
        reader.Understands(node, "model_warmup.", "name", "batch_size", "count", "inputs");
        WarmUpInput[] inputs = [.. reader.Messages(node, "inputs").Select(entry => Input(reader, entry)).OfType<WarmUpInput>()];
        reader.Unique("model_warmup: input", inputs.Select(input => input.Name));
        return new WarmUpSample(
            reader.Text(node, "name") ?? "",
            (int)(reader.Number(node, "batch_size", 0, 65_536) ?? 0),
            Math.Max(1, (int)(reader.Number(node, "count", 0, 10_000) ?? 1)),
            inputs);
    }

    private static WarmUpInput? Input(ConfigReader reader, ConfigNode entry)
    {
        string name = reader.Text(entry, "key") ?? "";
        ConfigNode value = reader.Message(entry, "value") ?? new ConfigNode();
        Datatype? datatype = ConfigMeaning.Datatype(reader.Text(value, "data_type") ?? "");
        if (datatype is null || value.Last("input_data_file") is not null)
        {
            reader.Wrong($"model_warmup \"{name}\" must have a data_type and zero_data or random_data.");
            return null;
        }

        return new WarmUpInput(name, datatype.Value, reader.Numbers(value, "dims", 0, 1 << 20), reader.Flag(value, "random_data"));
    }
}
