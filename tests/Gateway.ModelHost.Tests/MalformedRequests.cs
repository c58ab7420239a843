using System.Globalization;
using System.Text;

namespace Gateway.ModelHost.Tests;

/// <summary>Requests to <c>triton_simple</c> (two INT32 [n,16]) that are wrong in one way each, made from a seed.</summary>
internal sealed class MalformedRequests(int seed)
{
    private readonly Random _random = new(seed);

    /// <param name="HeaderLength">Null: no header.</param>
    public sealed record Malformed(string What, byte[] Body, string? HeaderLength);

    public IEnumerable<Malformed> Take(int count)
    {
        Func<Malformed>[] kinds = [Cut, WrongLength, WrongType, HugeDimension, Overflow, Deep, InvalidUtf8, Duplicate, BadHeader, BinarySize, Flipped, Missing];
        return Enumerable.Range(0, count).Select(i => kinds[i % kinds.Length]());
    }

    private Malformed Cut()
    {
        string json = Json();
        return Text("cut", json[.._random.Next(json.Length)]);
    }

    private Malformed WrongLength() => Text("wrong length", Json(elements: _random.Next(2) == 0 ? _random.Next(16) : _random.Next(17, 400)));

    private Malformed WrongType() => Text("wrong type", Json(element: Pick("\"x\"", "1.5", "null", "true", "{}", "2147483648", "-2147483649", "1e300", "[\"a\"]", "{\"b64\":\"AA==\"}", "NaN", "-", "01")));

    private Malformed HugeDimension() => Text("huge dimension", Json(shape: $"[{_random.NextInt64(1 << 20, long.MaxValue)},16]"));

    private Malformed Overflow() => Text("overflow", Json(shape: Pick(
        "[4611686018427387904,4]", "[9223372036854775807,9223372036854775807]", "[9223372036854775808,16]", "[-1,16]", "[1,16,-9223372036854775808]", "[2147483648,2147483648,16]", "[1.5,16]", "[1e30,16]", "[\"1\",16]", "{}", "null", "[[1],16]")));

    private Malformed Deep()
    {
        int depth = _random.Next(65, 20_000);
        string nest = new('[', depth), back = new(']', depth);
        return Text("deep", Pick(nest, nest + back, Json(element: nest + "1" + back), $$"""{"inputs":[],"x":{{nest}}{{back}}}"""));
    }

    private Malformed InvalidUtf8()
    {
        byte[] body = Encoding.UTF8.GetBytes(Json(name: "INPUT~"));
        body[Array.IndexOf(body, (byte)'~')] = (byte)_random.Next(0x80, 0x100);
        return new Malformed("invalid UTF-8", body, null);
    }

    private Malformed Duplicate() => Text("duplicate", Pick(
        Json().Replace("\"inputs\":", "\"inputs\":[],\"inputs\":", StringComparison.Ordinal),
        Json().Replace("\"shape\":", "\"shape\":[1,16],\"shape\":", StringComparison.Ordinal),
        Json().Insert(1, "\"a\":1,\"\\u0061\":2,"),
        Json().Insert(1, "\"parameters\":{\"timeout\":1,\"timeout\":2},")));

    private Malformed BadHeader()
    {
        byte[] body = Encoding.UTF8.GetBytes(Json());
        return new Malformed("bad header", body, Pick("-1", "x", "", "1e3", "0x10", $"{body.Length + 1 + _random.Next(1 << 20)}", $"{long.MaxValue}", "0", $"{_random.Next(1, body.Length - 1)}"));
    }

    private Malformed BinarySize()
    {
        int sent = _random.Next(0, 300);
        long said = Pick(0L, 63, 65, 128, 1 << 30, long.MaxValue, _random.Next(65, 1 << 20));
        string json = $$"""{"inputs":[{{Binary("INPUT0", said)}},{{Binary("INPUT1", 64)}}]}""";
        return new Malformed($"binary size {said} of {sent}", [.. Encoding.UTF8.GetBytes(json), .. new byte[sent]], json.Length.ToString(CultureInfo.InvariantCulture));

        static string Binary(string name, long size) => $$"""{"name":"{{name}}","shape":[1,16],"datatype":"INT32","parameters":{"binary_data_size":{{size}} } }""";
    }

    /// <summary>A byte of the structure becomes another that is never right in its place.</summary>
    private Malformed Flipped()
    {
        byte[] body = Encoding.UTF8.GetBytes(Json());
        int[] places = [.. Enumerable.Range(0, body.Length).Where(at => body[at] is (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)':')];
        body[places[_random.Next(places.Length)]] = (byte)_random.Next(1, 9);
        return new Malformed("flipped", body, null);
    }

    private Malformed Missing() => Text("missing", Pick(
        "", "null", "[]", "1", "{}", "\"x\"", """{"inputs":null}""", """{"inputs":[null]}""", """{"inputs":[{}]}""",
        Json().Replace("\"datatype\":\"INT32\",", "", StringComparison.Ordinal), Json().Replace("\"INT32\"", "\"INT33\"", StringComparison.Ordinal),
        Json().Replace("INPUT1", "INPUT0", StringComparison.Ordinal), Json().Insert(1, "\"outputs\":[{\"name\":\"nope\"}],"), Json() + "x"));

    private static Malformed Text(string what, string body) => new(what, Encoding.UTF8.GetBytes(body), null);

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];

    private static string Json(int elements = 16, string element = "1", string shape = "[1,16]", string name = "INPUT0")
    {
        string data = string.Join(",", Enumerable.Repeat("1", Math.Max(0, elements - 1)).Append(element).Take(elements));
        return $$"""{"inputs":[{"name":"{{name}}","shape":{{shape}},"datatype":"INT32","data":[{{data}}]},{"name":"INPUT1","shape":[1,16],"datatype":"INT32","data":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}]}""";
    }
}
