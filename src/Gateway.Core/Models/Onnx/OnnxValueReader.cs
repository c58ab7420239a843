using System.Globalization;

namespace Gateway.Core.Models.Onnx;

/// <summary>Reads a <c>ValueInfoProto</c>: a name, and a type if it is a tensor's.</summary>
internal static class OnnxValueReader
{
    public static OnnxValue Read(ProtoStream fields, long end)
    {
        (string name, int type, List<string>? shape) = ("", 0, null);
        while (fields.Next(end))
        {
            long inner = fields.End;
            if (fields.Number == 1 && fields.HasContent)
            {
                name = fields.Text();
            }
            else if (fields.Number == 2 && fields.HasContent)
            {
                (type, shape) = Type(fields, inner);
            }
            else
            {
                fields.Skip();
            }
        }

        return new OnnxValue(name, type, shape);
    }

    private static (int Type, List<string>? Shape) Type(ProtoStream fields, long end)
    {
        (int type, List<string>? shape) = (0, null);
        while (fields.Next(end))
        {
            long inner = fields.End;
            if (fields.Number != 1 || !fields.HasContent)
            {
                fields.Skip();
                continue;
            }

            while (fields.Next(inner))
            {
                long part = fields.End;
                if (fields.Number == 1)
                {
                    type = (int)fields.Varint;
                }
                else if (fields.Number == 2 && fields.HasContent)
                {
                    shape = Shape(fields, part);
                }

                fields.SkipTo(part);
            }
        }

        return (type, shape);
    }

    private static List<string> Shape(ProtoStream fields, long end)
    {
        List<string> shape = [];
        while (fields.Next(end))
        {
            long dimension = fields.End;
            string text = "?";
            while (fields.HasContent && fields.Next(dimension))
            {
                text = fields.Number switch
                {
                    1 => ((long)fields.Varint).ToString(CultureInfo.InvariantCulture),
                    2 when fields.HasContent => fields.Text(),
                    _ => text,
                };
                fields.Skip();
                if (fields.End >= dimension)
                {
                    break;
                }
            }

            shape.Add(text);
            fields.SkipTo(dimension);
        }

        return shape;
    }
}
