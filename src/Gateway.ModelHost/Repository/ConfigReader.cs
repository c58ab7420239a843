using System.Globalization;

namespace Gateway.ModelHost.Repository;

/// <summary>Takes fields out of a message and notes what is wrong or not understood.</summary>
internal sealed class ConfigReader
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyList<string> Ignored => [.. _ignored.Order(StringComparer.Ordinal)];

    public void Wrong(ConfigField field, string must) => _problems.Add($"{(field.Line > 0 ? $"Line {field.Line}: " : "")}{field.Name} must be {must}, not \"{(field.Node is null ? field.Text : "a message")}\".");

    public void Wrong(string problem) => _problems.Add(problem);

    /// <summary>Fields other than these are noted as not understood.</summary>
    public void Understands(ConfigNode node, string path, params string[] known) =>
        _ignored.UnionWith(node.Fields.Select(field => field.Name).Except(known).Select(name => path + name));

    public void Unique(string role, IEnumerable<string> names) =>
        _problems.AddRange(names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{role} \"{group.Key}\" is there twice."));

    public string? Text(ConfigNode node, string name)
    {
        if (node.Last(name) is not { } field)
        {
            return null;
        }

        if (field.Node is not null)
        {
            Wrong(field, "a text");
        }

        return field.Text;
    }

    public long? Number(ConfigNode node, string name, long least, long most)
    {
        if (node.Last(name) is not { } field)
        {
            return null;
        }

        return Number(field, least, most);
    }

    public IReadOnlyList<long> Numbers(ConfigNode node, string name, long least, long most) => [.. node.All(name).Select(field => Number(field, least, most) ?? 0)];

    public bool Flag(ConfigNode node, string name)
    {
        if (node.Last(name) is { Text: not ("true" or "false") } field)
        {
            Wrong(field, "true or false");
        }

        return node.Last(name)?.Text == "true";
    }

    /// <returns>The messages of that name.</returns>
    public IReadOnlyList<ConfigNode> Messages(ConfigNode node, string name)
    {
        foreach (ConfigField scalar in node.All(name).Where(field => field.Node is null))
        {
            Wrong(scalar, "a message");
        }

        return [.. node.All(name).Select(field => field.Node).OfType<ConfigNode>()];
    }

    public ConfigNode? Message(ConfigNode node, string name) => Messages(node, name) is [.., var last] ? last : null;

    private long? Number(ConfigField field, long least, long most)
    {
        if (field.Node is null && long.TryParse(field.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(field, $"a whole number from {least} to {most}");
        return null;
    }
}
