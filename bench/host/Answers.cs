using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Gateway.Serving;

/// <summary>Compares an answer with the runtime's own, value by value.</summary>
internal static class Answers
{
    private const float Tolerance = 1e-4f; // rows that are run together are summed in another order

    public static bool Right(Response response, ReadOnlySpan<float> expected) => response.Status == 200 && (response.HeaderLength > 0
        ? Near(MemoryMarshal.Cast<byte, float>(response.Body[response.HeaderLength..]), expected)
        : Json(response.Body, expected));

    private static bool Near(ReadOnlySpan<float> values, ReadOnlySpan<float> expected)
    {
        bool right = values.Length == expected.Length;
        for (int i = 0; right && i < values.Length; i++)
        {
            right = Near(values[i], expected[i]);
        }

        return right;
    }

    private static bool Near(float value, float expected) => MathF.Abs(value - expected) <= Tolerance * MathF.Max(1, MathF.Abs(expected));

    private static bool Json(ReadOnlySpan<byte> body, ReadOnlySpan<float> expected)
    {
        ReadOnlySpan<byte> data = "\"data\":["u8;
        int at = body.IndexOf(data) + data.Length;
        foreach (float value in expected)
        {
            if (at < data.Length || !Utf8Parser.TryParse(body[at..], out float read, out int used) || !Near(read, value))
            {
                return false;
            }

            at += used + 1;
        }

        return body[at - 1] == ']';
    }
}
