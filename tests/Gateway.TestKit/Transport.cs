using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.TestKit;

/// <summary>The ways that a tensor travels.</summary>
public enum Transport
{
    RestJson,
    RestBinary,
}

/// <summary>Asks for what a fixture asks, by any transport.</summary>
public static class Transports
{
    public const string HeaderLength = "Inference-Header-Content-Length";

    public static Transport[] All => Enum.GetValues<Transport>();

    /// <summary>Large requests are kept as bytes only.</summary>
    public static bool Has(this Transport transport, string fixture) => transport == Transport.RestJson ? FixtureModels.HasRequest(fixture) : FixtureModels.HasBinaryRequest(fixture);

    /// <param name="model">As it is served.</param>
    /// <param name="fixture">Whose request is sent.</param>
    /// <returns>The answer as JSON, whichever way it came.</returns>
    public static async Task<string> AskAsync(this HttpClient client, Transport transport, string model, string fixture)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v2/models/{model}/infer");
        if (transport == Transport.RestJson)
        {
            request.Content = new StringContent(FixtureModels.Request(fixture), Encoding.UTF8, "application/json");
        }
        else
        {
            (byte[] body, int header) = FixtureModels.BinaryRequest(fixture);
            request.Content = new ByteArrayContent(body);
            request.Headers.Add(HeaderLength, $"{header}");
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        byte[] answer = await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode != HttpStatusCode.OK
            ? throw new InvalidOperationException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}")
            : Decode(answer, response.Headers.TryGetValues(HeaderLength, out IEnumerable<string>? length) ? int.Parse(length.Single(), null) : null, response.Content.Headers.ContentType);
    }

    /// <summary>Bytes behind the JSON become <c>data</c> in it.</summary>
    /// <param name="header">Null: there is nothing but JSON.</param>
    public static string Decode(byte[] answer, int? header, MediaTypeHeaderValue? type)
    {
        if (type?.ToString() != (header is null ? "application/json" : "application/octet-stream"))
        {
            throw new InvalidOperationException($"An answer with {header} bytes of JSON is said to be {type}.");
        }

        int at = header ?? answer.Length;
        JsonNode json = JsonNode.Parse(answer.AsSpan(0, at))!;
        foreach (JsonNode? output in json["outputs"]!.AsArray())
        {
            int size = (int?)output!["parameters"]?["binary_data_size"] ?? 0;
            if (output["data"] is null)
            {
                output["data"] = JsonSerializer.SerializeToNode(Elements((string)output["datatype"]!, answer.AsSpan(at, size)));
            }

            at += size;
        }

        return at == answer.Length ? json.ToJsonString() : throw new InvalidOperationException($"The answer has {answer.Length} bytes, and its tensors end at {at}.");
    }

    private static object[] Elements(string datatype, ReadOnlySpan<byte> raw) => datatype switch
    {
        "BOOL" => [.. raw.ToArray().Select(value => (object)(value != 0))],
        "UINT8" => Boxed<byte>(raw),
        "UINT16" => Boxed<ushort>(raw),
        "UINT32" => Boxed<uint>(raw),
        "UINT64" => Boxed<ulong>(raw),
        "INT8" => Boxed<sbyte>(raw),
        "INT16" => Boxed<short>(raw),
        "INT32" => Boxed<int>(raw),
        "INT64" => Boxed<long>(raw),
        "FP16" => [.. MemoryMarshal.Cast<byte, Half>(raw).ToArray().Select(value => Number((float)value))],
        "BF16" => [.. MemoryMarshal.Cast<byte, ushort>(raw).ToArray().Select(value => Number(BitConverter.UInt32BitsToSingle((uint)value << 16)))],
        "FP32" => [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(value => Number(value))],
        "FP64" => [.. MemoryMarshal.Cast<byte, double>(raw).ToArray().Select(Number)],
        _ => Texts(raw),
    };

    private static object[] Boxed<T>(ReadOnlySpan<byte> raw)
        where T : unmanaged => [.. MemoryMarshal.Cast<byte, T>(raw).ToArray().Select(value => (object)value)];

    private static object Number(double value) => double.IsFinite(value) ? value : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static object[] Texts(ReadOnlySpan<byte> raw)
    {
        List<object> texts = [];
        while (!raw.IsEmpty)
        {
            int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(raw);
            texts.Add(Encoding.UTF8.GetString(raw.Slice(4, length)));
            raw = raw[(4 + length)..];
        }

        return [.. texts];
    }
}
