using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Reads one member of <c>inputs</c>. Data that comes before its datatype or shape is passed over and read afterwards.</summary>
internal ref struct InputReader
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly List<Tensor> _inputs;
    private string? _name;
    private Datatype? _datatype;
    private long[]? _shape;
    private bool _read;
    private Range? _dataAt;

    private InputReader(ReadOnlySpan<byte> body, List<Tensor> inputs)
    {
        _body = body;
        _inputs = inputs;
    }

    /// <summary>Adds the tensor to <paramref name="inputs"/> before its data is read, so that the caller frees it whatever happens.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<Tensor> inputs)
    {
        var input = new InputReader(body, inputs);
        input.Members(ref reader);
        input.Complete();
    }

    private readonly string Where => _name is null ? $"inputs[{_inputs.Count}]" : $"Input \"{_name}\"";

    private void Members(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                _name = Text(ref reader, "name");
            }
            else if (reader.ValueTextEquals("datatype"u8))
            {
                string name = Text(ref reader, "datatype");
                _datatype = Datatypes.TryParse(name, out Datatype datatype) ? datatype : throw Wrong($"there is no datatype \"{name}\"");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                _shape = Shape(ref reader);
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                Data(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void Data(ref Utf8JsonReader reader)
    {
        if (_read || _dataAt is not null)
        {
            throw Wrong("data is given twice");
        }

        reader.Read();
        if (_name is not null && _datatype is not null && _shape is not null)
        {
            TensorReader.Read(ref reader, Allocate());
            return;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        _dataAt = start..(int)reader.BytesConsumed;
    }

    private void Complete()
    {
        string? missing = _name is null ? "name" : _datatype is null ? "datatype" : _shape is null ? "shape" : !_read && _dataAt is null ? "data" : null;
        if (missing is not null)
        {
            throw Wrong($"{missing} is missing");
        }

        if (_dataAt is { } range)
        {
            var reader = new Utf8JsonReader(_body[range]);
            reader.Read();
            TensorReader.Read(ref reader, Allocate());
        }
    }

    private Tensor Allocate()
    {
        long count = Tensor.CountOf(_shape);
        if (count > _body.Length)
        {
            throw Wrong($"its shape {TensorReader.Shape(_shape!)} asks for {(count == long.MaxValue ? "too many" : count)} elements, more than a body of {_body.Length} bytes can hold");
        }

        var tensor = new Tensor(_name!, _datatype!.Value, _shape!);
        _inputs.Add(tensor);
        _read = true;
        return tensor;
    }

    private readonly long[] Shape(ref Utf8JsonReader reader)
    {
        List<long> shape = [];
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong("shape must be an array of whole numbers");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long dimension) || dimension < 0)
            {
                throw Wrong($"shape[{shape.Count}] must be a whole number that is not negative");
            }

            shape.Add(dimension);
        }

        return [.. shape];
    }

    private readonly string Text(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? Json.Text(ref reader, member) : throw Wrong($"{member} must be a string");
    }

    private readonly ProtocolException Wrong(string problem) => new($"{Where}: {problem}.");
}
