namespace Gateway.Core.Models.Onnx;

/// <summary>Walks the messages of onnx.proto that hold facts; numbers are its field numbers.</summary>
internal sealed class OnnxWalk(Stream file)
{
    private const int Deepest = 64;
    private static readonly HashSet<string> KnownDomains = ["", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training", "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.ms.internal.nhwc", "org.pytorch.aten"];

    private readonly ProtoStream _fields = new(file);
    private readonly SortedDictionary<string, long> _opsets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _external = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _operators = new(StringComparer.Ordinal);
    private readonly HashSet<string> _functions = new(StringComparer.Ordinal);
    private long _irVersion;
    private long _modelVersion;
    private string _producer = "";
    private string _producerVersion = "";

    public OnnxFacts Facts()
    {
        file.Position = 0;
        Each(_fields.Length, 0, Model);
        return new OnnxFacts(
            _irVersion, _producer, _producerVersion, _modelVersion, _opsets, _metadata,
            [.. _inputs.Where(input => !_initializers.Contains(input.Name))], _outputs, [.. _external], [.. _operators.Except(_functions, StringComparer.Ordinal)]);
    }

    /// <summary>Calls for each field; one that is not read is skipped.</summary>
    private void Each(long until, int depth, Action<int, long, int> field)
    {
        while (depth < Deepest && _fields.Next(until))
        {
            long end = _fields.End;
            field(_fields.Number, end, depth + 1);
            file.Position = end;
        }
    }

    private void Model(int number, long end, int depth)
    {
        switch (number)
        {
            case 1: _irVersion = (long)_fields.Varint; break;
            case 2: _producer = Text(); break;
            case 3: _producerVersion = Text(); break;
            case 5: _modelVersion = (long)_fields.Varint; break;
            case 7: Into(end, depth, (inner, to, at) => Graph(inner, to, at, isMain: true)); break;
            case 8: Opset(end, depth); break;
            case 14: Pair(end, depth, _metadata); break;
            case 20: Into(end, depth, (inner, to, at) => { if (inner is 1 or 2) { Into(to, at, (n, e, d) => Graph(n, e, d, isMain: false)); } }); break;
            case 25: Function(end, depth); break;
        }
    }

    private void Graph(int number, long end, int depth, bool isMain)
    {
        switch (number)
        {
            case 1: Node(end, depth); break;
            case 5: Tensor(end, depth, isMain); break;
            case 11 when isMain: _inputs.Add(OnnxValueReader.Read(_fields, end)); break;
            case 12 when isMain: _outputs.Add(OnnxValueReader.Read(_fields, end)); break;
            case 15: Sparse(end, depth); break;
        }
    }

    private void Node(long end, int depth)
    {
        string domain = "", name = "";
        Into(end, depth, (number, to, at) =>
        {
            switch (number)
            {
                case 4: name = Text(); break;
                case 5: Into(to, at, Attribute); break;
                case 7: domain = Text(); break;
            }
        });
        if (!KnownDomains.Contains(domain))
        {
            _operators.Add($"{domain}.{name}");
        }
    }

    private void Attribute(int number, long end, int depth)
    {
        switch (number)
        {
            case 5 or 10: Tensor(end, depth, isMain: false); break;
            case 6 or 11: Into(end, depth, (inner, to, at) => Graph(inner, to, at, isMain: false)); break;
            case 22 or 23: Sparse(end, depth); break;
        }
    }

    private void Sparse(long end, int depth) => Into(end, depth, (number, to, at) => { if (number is 1 or 2) { Tensor(to, at, isMain: false); } });

    private void Tensor(long end, int depth, bool isMain) => Into(end, depth, (number, to, at) =>
    {
        if (number == 8 && isMain)
        {
            _initializers.Add(Text());
        }
        else if (number == 13)
        {
            Dictionary<string, string> entry = [];
            Pair(to, at, entry);
            if (entry.TryGetValue("location", out string? location))
            {
                _external.Add(location);
            }
        }
    });

    private void Function(long end, int depth)
    {
        string domain = "", name = "";
        Into(end, depth, (number, to, at) =>
        {
            switch (number)
            {
                case 1: name = Text(); break;
                case 7: Node(to, at); break;
                case 10: domain = Text(); break;
                case 11: Into(to, at, Attribute); break;
            }
        });
        _functions.Add($"{domain}.{name}");
    }

    private void Opset(long end, int depth)
    {
        (string domain, long version) = ("", 0);
        Into(end, depth, (number, _, _) => (domain, version) = number switch { 1 => (Text(), version), 2 => (domain, (long)_fields.Varint), _ => (domain, version) });
        _opsets[domain == "ai.onnx" ? "" : domain] = version;
    }

    private void Pair(long end, int depth, IDictionary<string, string> into)
    {
        (string key, string value) = ("", "");
        Into(end, depth, (number, _, _) => (key, value) = number switch { 1 => (Text(), value), 2 => (key, Text()), _ => (key, value) });
        into[key] = value;
    }

    private void Into(long end, int depth, Action<int, long, int> field)
    {
        if (_fields.HasContent)
        {
            Each(end, depth, field);
        }
    }

    private string Text() => _fields.HasContent ? _fields.Text() : "";
}
