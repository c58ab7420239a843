using System.Text;

namespace Gateway.TestKit;

/// <summary>y = x + w with w = [10, 20, 30, 40] in a file beside it; field numbers of onnx.proto.</summary>
public static class ExternalModel
{
    /// <returns>The model's file, in <paramref name="folder"/>.</returns>
    public static string Write(string folder, string location = "weights.bin")
    {
        string file = Path.Combine(folder, "external.onnx");
        File.WriteAllBytes(file, Bytes(location));
        File.WriteAllBytes(Path.Combine(folder, location), [.. new float[] { 10, 20, 30, 40 }.SelectMany(BitConverter.GetBytes)]);
        return file;
    }

    public static byte[] Bytes(string location) =>
    [
        .. Number(1, 8),
        .. Part(8, Number(2, 17)),
        .. Part(7,
            Part(1, Text(1, "x"), Text(1, "w"), Text(2, "y"), Text(4, "Add")),
            Text(2, "g"),
            Part(5, Number(1, 4), Number(2, 1), Text(8, "w"), Part(13, Text(1, "location"), Text(2, location)), Number(14, 1)),
            Part(11, Text(1, "x"), Value()),
            Part(12, Text(1, "y"), Value())),
    ];

    private static byte[] Value() => Part(2, Part(1, Number(1, 1), Part(2, Part(1, Number(1, 4)))));

    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    private static byte[] Text(int field, string text) => Part(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Part(int field, params byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        return [(byte)((field << 3) | 2), .. content.Length < 128 ? new[] { (byte)content.Length } : [(byte)(content.Length | 0x80), (byte)(content.Length >> 7)], .. content];
    }
}
