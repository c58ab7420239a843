using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Gateway.Serving;

/// <summary>A multilayer perceptron with made-up weights as an ONNX file: x [rows, first] → Gemm, Relu, …, Gemm → y [rows, last].</summary>
internal static class Mlp
{
    private const int Float = 1; // TensorProto.DataType

    /// <param name="sizes">Of the layers, the input's first.</param>
    public static void Write(string path, IReadOnlyList<int> sizes)
    {
        Random random = new(7);
        using FileStream file = File.Create(path);
        using CodedOutputStream model = new(file);
        Int(model, 1, 8); // ir_version
        Nested(model, 8, opset => Int(opset, 2, 17));
        Nested(model, 7, graph => Graph(graph, sizes, random));
    }

    private static void Graph(CodedOutputStream graph, IReadOnlyList<int> sizes, Random random)
    {
        string from = "x";
        for (int layer = 1; layer < sizes.Count; layer++)
        {
            string to = layer == sizes.Count - 1 ? "y" : $"h{layer}";
            Node(graph, "Gemm", [from, $"w{layer}", $"b{layer}"], layer == sizes.Count - 1 ? "y" : $"g{layer}");
            if (to != "y")
            {
                Node(graph, "Relu", [$"g{layer}"], to);
            }

            from = to;
        }

        Text(graph, 2, "mlp");
        for (int layer = 1; layer < sizes.Count; layer++)
        {
            double scale = Math.Sqrt(2.0 / sizes[layer - 1]);
            Weights(graph, $"w{layer}", [sizes[layer - 1], sizes[layer]], random, scale);
            Weights(graph, $"b{layer}", [sizes[layer]], random, 0.1);
        }

        Value(graph, 11, "x", sizes[0]);
        Value(graph, 12, "y", sizes[^1]);
    }

    private static void Node(CodedOutputStream graph, string kind, string[] inputs, string output) => Nested(graph, 1, node =>
    {
        foreach (string input in inputs)
        {
            Text(node, 1, input);
        }

        Text(node, 2, output);
        Text(node, 4, kind);
    });

    private static void Weights(CodedOutputStream graph, string name, int[] shape, Random random, double scale) => Nested(graph, 5, tensor =>
    {
        float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * 2 * scale);
        }

        foreach (int size in shape)
        {
            Int(tensor, 1, size);
        }

        Int(tensor, 2, Float);
        Text(tensor, 8, name);
        tensor.WriteTag(9, WireFormat.WireType.LengthDelimited);
        tensor.WriteBytes(ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())));
    });

    private static void Value(CodedOutputStream graph, int field, string name, int size) => Nested(graph, field, value =>
    {
        Text(value, 1, name);
        Nested(value, 2, type => Nested(type, 1, tensor =>
        {
            Int(tensor, 1, Float);
            Nested(tensor, 2, shape =>
            {
                Nested(shape, 1, rows => Text(rows, 2, "rows"));
                Nested(shape, 1, columns => Int(columns, 1, size));
            });
        }));
    });

    private static void Nested(CodedOutputStream into, int field, Action<CodedOutputStream> write)
    {
        using MemoryStream memory = new();
        using (CodedOutputStream inner = new(memory, leaveOpen: true))
        {
            write(inner);
        }

        into.WriteTag(field, WireFormat.WireType.LengthDelimited);
        into.WriteBytes(ByteString.CopyFrom(memory.GetBuffer(), 0, (int)memory.Length));
    }

    private static void Int(CodedOutputStream into, int field, long value)
    {
        into.WriteTag(field, WireFormat.WireType.Varint);
        into.WriteInt64(value);
    }

    private static void Text(CodedOutputStream into, int field, string value)
    {
        into.WriteTag(field, WireFormat.WireType.LengthDelimited);
        into.WriteString(value);
    }
}
