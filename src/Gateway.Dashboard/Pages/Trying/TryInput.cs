using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Trying;

/// <summary>One input of a request that is typed; it begins with zeros of its shape, one row where the shape is open.</summary>
internal sealed class TryInput(Tensor tensor)
{
    private const int Most = 4096;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = false, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Tensor Tensor => tensor;

    /// <summary>Parted by commas.</summary>
    public string Values { get; set; } = string.Join(", ", Enumerable.Repeat(Zero(tensor), (int)Math.Min(Most, Shape(tensor).Aggregate(1L, (all, size) => all * size))));

    /// <returns>A V2 request.</returns>
    public static string Body(IReadOnlyList<TryInput> inputs)
    {
        StringBuilder body = new("{\"inputs\":[");
        foreach ((int place, TryInput input) in inputs.Index())
        {
            JsonObject written = new()
            {
                ["name"] = input.Tensor.Name, ["datatype"] = input.Tensor.Datatype, ["shape"] = new JsonArray([.. Shape(input.Tensor).Select(size => JsonValue.Create(size))]), ["data"] = new JsonArray([.. input.Elements()]),
            };
            body.Append(place > 0 ? "," : "").Append("\n  ").Append(written.ToJsonString(Readable));
        }

        return body.Append("\n]}").ToString();
    }

    private static string Zero(Tensor tensor) => tensor.Datatype switch { "BOOL" => "false", "BYTES" => "text", _ => "0" };

    private static IEnumerable<long> Shape(Tensor tensor) => tensor.Shape.Select(size => size < 0 ? 1 : size);

    private IEnumerable<JsonNode?> Elements() => Values.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(text =>
        tensor.Datatype == "BYTES" ? JsonValue.Create(text)
        : bool.TryParse(text, out bool flag) ? JsonValue.Create(flag)
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? (JsonNode?)JsonValue.Create(number)
        : JsonValue.Create(text));
}
