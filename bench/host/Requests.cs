using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Serving;

/// <summary>Requests as bytes, made once: what a client costs is not what is measured.</summary>
internal static class Requests
{
    public static byte[] Binary(float[] row)
    {
        byte[] header = Encoding.UTF8.GetBytes(
            $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,{{row.Length}}],"parameters":{"binary_data_size":{{row.Length * 4}} } }],"parameters":{"binary_data_output":true} }""");
        byte[] head = Head("application/octet-stream", header.Length + (row.Length * 4), $"Inference-Header-Content-Length: {header.Length}\r\n");
        return [.. head, .. header, .. MemoryMarshal.AsBytes(row.AsSpan())];
    }

    public static byte[] Json(float[] row)
    {
        string data = string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        byte[] body = Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,{{row.Length}}],"data":[{{data}}]}]}""");
        return [.. Head("application/json", body.Length, ""), .. body];
    }

    private static byte[] Head(string type, int length, string more) => Encoding.ASCII.GetBytes(
        $"POST /v2/models/mlp/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n{more}\r\n");
}
