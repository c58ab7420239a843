using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Repository;

/// <summary><c>dynamic_batching</c>'s priorities and queue policies.</summary>
internal static class ConfigQueue
{
    private const string Default = "default_queue_policy";
    private const string PerLevel = "priority_queue_policy";

    public static QueueRules Read(ConfigReader reader, ConfigNode dynamic)
    {
        int levels = (int)(reader.Number(dynamic, "priority_levels", 0, int.MaxValue) ?? 0);
        int first = (int)(reader.Number(dynamic, "default_priority_level", levels > 0 ? 1 : 0, levels) ?? 0);
        if (levels > 0 && dynamic.Last("default_priority_level") is null)
        {
            reader.Wrong($"default_priority_level must be from 1 to {levels}, the priority_levels, and is not there.");
        }

        QueuePolicy policy = reader.Message(dynamic, Default) is { } node ? Policy(reader, node, Default) : levels > 0 ? new QueuePolicy() : QueuePolicy.Unsaid;
        return new QueueRules(levels, first, policy, Policies(reader, dynamic, levels));
    }

    private static Dictionary<int, QueuePolicy> Policies(ConfigReader reader, ConfigNode dynamic, int levels)
    {
        Dictionary<int, QueuePolicy> policies = [];
        foreach (ConfigNode entry in reader.Messages(dynamic, PerLevel))
        {
            if (reader.Number(entry, "key", 1, levels) is { } level)
            {
                policies[(int)level] = Policy(reader, reader.Message(entry, "value") ?? new ConfigNode(), PerLevel);
            }
        }

        return policies;
    }

    private static QueuePolicy Policy(ConfigReader reader, ConfigNode node, string path)
    {
        reader.Understands(node, path + ".", "timeout_action", "default_timeout_microseconds", "allow_timeout_override", "max_queue_size");
        if (node.Last("timeout_action") is { Text: not ("REJECT" or "DELAY") } action)
        {
            reader.Wrong(action, "REJECT or DELAY");
        }

        long? timeout = reader.Number(node, "default_timeout_microseconds", 0, long.MaxValue / 10);
        return new QueuePolicy(
            timeout > 0 ? TimeSpan.FromMicroseconds(timeout.Value) : null,
            reader.Flag(node, "allow_timeout_override"),
            node.Last("timeout_action")?.Text == "DELAY",
            (int)(reader.Number(node, "max_queue_size", 0, int.MaxValue) ?? 0));
    }
}
