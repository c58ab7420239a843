using System.Buffers;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>Tensors as the runtime wants them: fixed-size ones in place, pinned; strings copied.</summary>
internal sealed class InputValues : IDisposable
{
    private readonly List<MemoryHandle> _pins = [];
    private readonly List<OrtValue> _values = [];
    private readonly List<string> _names = [];

    public InputValues(IReadOnlyList<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            _names.Add(tensor.Name);
            _values.Add(tensor.Datatype == Datatype.Bytes ? Strings(tensor) : Pinned(tensor));
        }
    }

    public IReadOnlyCollection<string> Names => _names;

    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Dispose()
    {
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }

        foreach (MemoryHandle pin in _pins)
        {
            pin.Dispose();
        }
    }

    private unsafe OrtValue Pinned(Tensor tensor)
    {
        MemoryHandle pin = tensor.Memory.Pin();
        _pins.Add(pin);
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, ElementTypes.Of(tensor.Datatype), tensor.Shape, (nint)pin.Pointer, tensor.Data.Length);
    }

    private static OrtValue Strings(Tensor tensor)
    {
        OrtValue value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape);
        for (int i = 0; i < tensor.Count; i++)
        {
            value.StringTensorSetElementAt(tensor.Element(i), i);
        }

        return value;
    }
}
