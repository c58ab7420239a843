namespace Gateway.ModelHost.Repository;

/// <summary>A message of protobuf's text format, or of the same configuration in JSON: fields in order, each as often as it is there.</summary>
internal sealed class ConfigNode
{
    private readonly List<ConfigField> _fields = [];

    public IReadOnlyList<ConfigField> Fields => _fields;

    public void Add(ConfigField field) => _fields.Add(field);

    public IEnumerable<ConfigField> All(string name) => _fields.Where(field => field.Name == name);

    public ConfigField? Last(string name) => _fields.FindLast(field => field.Name == name);
}

/// <param name="Text">A scalar without its quotes; empty for a message.</param>
/// <param name="Node">Null: a scalar.</param>
/// <param name="Line">Where it is, from 1; 0: nowhere.</param>
internal sealed record ConfigField(string Name, string Text, ConfigNode? Node, int Line);
