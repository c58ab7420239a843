using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Reads one tensor of a body. Data that comes before its datatype or shape is passed over and read afterwards; a binary one gets its memory later.</summary>
internal ref struct InputReader
{
    private ReadOnlySpan<byte> _body;
    private readonly List<Tensor> _inputs;
    private readonly ReadRules _rules;
    private string? _name;
    private Datatype? _datatype;
    private long[]? _shape;
    private bool _read;
    private Range? _dataAt;
    private long? _binarySize;

    private InputReader(ReadOnlySpan<byte> body, List<Tensor> inputs, ReadRules rules)
    {
        _body = body;
        _inputs = inputs;
        _rules = rules;
    }

    /// <summary>Adds the tensor to <paramref name="inputs"/> before its data is read, so that the caller frees it whatever happens.</summary>
    /// <param name="body">What the reader reads; afterwards this, or the rest of it.</param>
    public static void Read(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> body, List<Tensor> inputs, BinaryTensors binary, ReadRules rules)
    {
        var input = new InputReader(body, inputs, rules);
        input.Members(ref reader);
        input.Complete(binary);
        body = input._body;
    }

    private readonly string Where => _name is null ? $"inputs[{_inputs.Count}]" : $"Input '{_name}'";

    private void Members(ref Utf8JsonReader reader)
    {
        Members members = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "name"u8, 0))
            {
                _name = Json.Text(ref reader, "The name of a tensor");
            }
            else if (members.Is(ref reader, "datatype"u8, 1))
            {
                string name = Json.Text(ref reader, "The datatype of a tensor");
                _datatype = Datatypes.TryParse(name, out Datatype datatype) ? datatype : throw Wrong($"there is no datatype \"{name}\"");
            }
            else if (members.Is(ref reader, "shape"u8, 2))
            {
                _shape = TensorShape.Read(ref reader, Where);
            }
            else if (members.Is(ref reader, "data"u8, 3))
            {
                Data(ref reader);
            }
            else if (members.Is(ref reader, "parameters"u8, 4))
            {
                Parameters(ref reader);
            }
            else
            {
                members.Pass(ref reader);
            }
        }
    }

    private void Parameters(ref Utf8JsonReader reader)
    {
        Json.Expect(ref reader, JsonTokenType.StartObject, "A tensor's parameters", "an object");
        Members members = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "binary_data_size"u8, 0))
            {
                _binarySize = Json.Count(ref reader, "binary_data_size");
            }
            else
            {
                SharedMemory.Refuse(members.Pass(ref reader));
            }
        }
    }

    private void Data(ref Utf8JsonReader reader)
    {
        if (_name is not null && _datatype is not null && _shape is not null)
        {
            TensorReader.Read(ref reader, ref _body, Allocate(), _rules.BoolFromNumbers);
            return;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        _dataAt = start..(int)reader.BytesConsumed;
    }

    private void Complete(BinaryTensors binary)
    {
        bool json = _read || _dataAt is not null;
        string? missing = _name is null ? "name" : _datatype is null ? "datatype" : _shape is null ? "shape" : !json && _binarySize is null ? "data" : null;
        if (missing is not null)
        {
            throw Wrong($"{missing} is missing");
        }

        if (json && _binarySize is not null)
        {
            throw new ProtocolException($"Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters'. Input '{_name}' has both.", ProtocolFault.Json);
        }

        if (_binarySize is { } size)
        {
            _inputs.Add(binary.Expect(_name!, _datatype!.Value, _shape!, size));
        }
        else if (_dataAt is { } range)
        {
            ReadOnlySpan<byte> data = _body[range];
            var reader = new Utf8JsonReader(data);
            reader.Read();
            TensorReader.Read(ref reader, ref data, Allocate(), _rules.BoolFromNumbers);
        }
    }

    private Tensor Allocate()
    {
        long count = TensorShape.Count(_name!, _datatype!.Value, _shape, _rules.ForModel);
        if (count > _body.Length)
        {
            throw Wrong($"its shape {TensorShape.Text(_shape)} asks for {count} elements, more than {_body.Length} bytes of JSON can hold");
        }

        var tensor = new Tensor(_name!, _datatype!.Value, _shape!);
        _inputs.Add(tensor);
        _read = true;
        return tensor;
    }

    private readonly ProtocolException Wrong(string problem) => new($"{Where}: {problem}.", ProtocolFault.Json);
}
