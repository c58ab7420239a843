using System.Text.Json;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>A column of JSON values: numbers, lists of numbers as deep as they go, or texts.</summary>
internal sealed class JsonColumn
{
    private readonly bool _isText;
    private readonly long[] _shape;
    private readonly int _width;
    private readonly List<double> _numbers = [];
    private readonly List<string> _texts = [];

    private JsonColumn(string name, bool isText, long[] shape) =>
        (Name, _isText, _shape, _width) = (name, isText, shape, (int)shape.Aggregate(1L, (all, dimension) => all * dimension));

    public string Name { get; }

    public static JsonColumn Like(string name, JsonElement first)
    {
        List<long> shape = [];
        for (; first.ValueKind == JsonValueKind.Array && first.GetArrayLength() > 0; first = first[0])
        {
            shape.Add(first.GetArrayLength());
        }

        return new JsonColumn(name, first.ValueKind == JsonValueKind.String, [.. shape]);
    }

    public void Add(long line, JsonElement row, DataProblems problems)
    {
        if (!row.TryGetProperty(Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            _texts.Add("");
            _numbers.AddRange(Enumerable.Repeat(double.NaN, _width));
            return;
        }

        int before = _numbers.Count;
        if (_isText ? value.ValueKind == JsonValueKind.String : Flatten(value, 0) && _numbers.Count - before == _width)
        {
            _texts.Add(_isText ? value.GetString()! : "");
            return;
        }

        problems.Add(line, Name, $"{Short(value.GetRawText())} is no {(_isText ? "text" : _shape.Length == 0 ? "number" : $"list of numbers [{string.Join(",", _shape)}]")}, as in the first row");
    }

    public Column Build() => _isText ? new TextColumn(Name, [.. _texts]) : new NumberColumn(Name, [.. _numbers], _shape);

    private bool Flatten(JsonElement value, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return depth < _shape.Length && value.GetArrayLength() == _shape[depth] && value.EnumerateArray().All(item => Flatten(item, depth + 1));
        }

        if (depth != _shape.Length || value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        _numbers.Add(value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.ValueKind == JsonValueKind.True ? 1 : 0);
        return true;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
