using System.Text;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Reads an infer answer from its message, as far as a comparison needs it: its outputs, raw or typed.</summary>
internal static class GrpcAnswerReader
{
    private const int Outputs = 5, RawContents = 6;
    private const int Name = 1, NameOfDatatype = 2, Shape = 3, Contents = 5;

    /// <param name="answer">A message in its frame, not compressed.</param>
    /// <returns>False: it is no such answer.</returns>
    /// <exception cref="ProtocolException">Bytes and shape of an output differ.</exception>
    public static bool Read(ReadOnlySpan<byte> answer, List<Tensor> outputs)
    {
        if (answer.Length < GrpcFrame.Size || GrpcFrame.Read(answer) is var frame && (frame.Compressed || frame.Length != answer.Length - GrpcFrame.Size))
        {
            return false;
        }

        ReadOnlySpan<byte> message = answer[GrpcFrame.Size..];
        List<Head> heads = [];
        ProtoFields fields = new(message, message.Length);
        FieldStep step;
        while ((step = fields.Next()) == FieldStep.Field)
        {
            if (fields.Number == Outputs && !TryHead(fields.Bytes, heads))
            {
                return false;
            }
        }

        return step == FieldStep.End && (Tensors(message, heads, outputs) || outputs.Count == 0 && TypedTensors(heads, outputs));
    }

    private static bool TypedTensors(List<Head> heads, List<Tensor> outputs)
    {
        foreach (Head head in heads)
        {
            if (TypedContents.Raw(head.Datatype, head.Contents) is not { } raw)
            {
                return false;
            }

            outputs.Add(RawTensor.Read(head.Name, head.Datatype, head.Shape, raw, raw, ""));
        }

        return true;
    }

    private static bool Tensors(ReadOnlySpan<byte> message, List<Head> heads, List<Tensor> outputs)
    {
        ProtoFields fields = new(message, message.Length);
        while (fields.Next() == FieldStep.Field)
        {
            if (fields.Number != RawContents)
            {
                continue;
            }

            if (outputs.Count == heads.Count)
            {
                return false;
            }

            Head head = heads[outputs.Count];
            outputs.Add(RawTensor.Read(head.Name, head.Datatype, head.Shape, fields.Bytes, default, ""));
        }

        return outputs.Count == heads.Count;
    }

    private static bool TryHead(ReadOnlySpan<byte> output, List<Head> heads)
    {
        (string name, string datatype) = ("", "");
        List<long> shape = [];
        ReadOnlySpan<byte> contents = default;
        ProtoFields fields = new(output, output.Length);
        FieldStep step;
        while ((step = fields.Next()) == FieldStep.Field)
        {
            switch (fields.Number)
            {
                case Name:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case NameOfDatatype:
                    datatype = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case Contents:
                    contents = fields.Bytes;
                    break;
                case Shape when fields.Type == WireType.Varint:
                    shape.Add((long)fields.Varint);
                    break;
                case Shape when !ProtoFields.TryNumbers(fields.Bytes, shape):
                    return false;
                default:
                    break;
            }
        }

        bool known = Datatypes.TryParse(datatype, out Datatype parsed) && shape.TrueForAll(dimension => dimension >= 0);
        heads.Add(new Head(name, parsed, [.. shape], contents.ToArray()));
        return known && step == FieldStep.End;
    }

    private readonly record struct Head(string Name, Datatype Datatype, long[] Shape, byte[] Contents);
}
