using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>The binary tensor data extension, both ways and mixed with JSON.</summary>
public sealed class BinaryTensorTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const string Simple = "triton_simple"; // OUTPUT0 = INPUT0 + INPUT1, OUTPUT1 = INPUT0 - INPUT1, INT32 [n,16]
    private const string Texts = "derived.identity_bytes";

    private static readonly int[] Ones = [.. Enumerable.Repeat(1, 16)];

    [Fact]
    public async Task An_input_may_be_binary_and_another_JSON_and_so_may_outputs()
    {
        using HttpResponseMessage response = await host.Client.SendAsync(Rest.Infer(
            Simple,
            $$$"""{"id":"7","inputs":[{"name":"INPUT0","shape":[1,16],"datatype":"INT32","data":[{{{string.Join(",", Ones)}}}]},{"name":"INPUT1","shape":[1,16],"datatype":"INT32","parameters":{"binary_data_size":64}}],"outputs":[{"name":"OUTPUT1","parameters":{"binary_data":true}},{"name":"OUTPUT0"}],"parameters":{"binary_data_output":true}}""",
            Bytes(Ones)));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        int header = int.Parse(response.Headers.GetValues(Rest.HeaderLength).Single(), null);
        JsonElement json = JsonDocument.Parse(body.AsMemory(0, header)).RootElement;
        JsonElement[] outputs = [.. json.GetProperty("outputs").EnumerateArray()];

        Assert.Equal(["id", "model_name", "model_version", "outputs"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["OUTPUT1", "OUTPUT0"], outputs.Select(output => output.GetProperty("name").GetString()));
        Assert.Equal(64, outputs[0].GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        Assert.False(outputs[0].TryGetProperty("data", out _));
        Assert.Equal(Enumerable.Repeat(2, 16), outputs[1].GetProperty("data").EnumerateArray().Select(value => value.GetInt32())); // listed without binary_data: JSON
        Assert.Equal(new byte[64], body[header..]);
        Assert.Equal(("application/octet-stream", body.LongLength), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task An_answer_without_a_byte_of_binary_is_JSON_without_the_header()
    {
        using HttpResponseMessage response = await host.Client.SendAsync(Rest.Infer(
            Simple, $$$"""{"inputs":[{{{Empty("INPUT0")}}},{{{Empty("INPUT1")}}}],"parameters":{"binary_data_output":true}}"""));
        JsonElement output = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("outputs")[0];

        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.False(response.Headers.Contains(Rest.HeaderLength));
        Assert.Equal(("[0,16]", 0), (output.GetProperty("shape").GetRawText(), output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32()));

        static string Empty(string name) => $$$"""{"name":"{{{name}}}","shape":[0,16],"datatype":"INT32","parameters":{"binary_data_size":0}}""";
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("    ")]
    public async Task Tensors_are_read_wherever_the_JSON_ends(string padding)
    {
        (HttpStatusCode status, string text) = await host.Client.TellAsync(Rest.Infer(Simple, Both(64) + padding, [.. Bytes(Ones), .. Bytes(Ones)]));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"data\":[2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", "expected 3 string elements for inference input 'INPUT0' for model 'derived.identity_bytes', got")]
    [InlineData("4 0 0 0 97 97 97 97 0 0 0 0", "got 2")]
    [InlineData("1 0 0 0 97 0 0 0 0 5 0 0 0 97", "expecting string of length 5 but only 1 bytes available")]
    [InlineData("3 0 0 0 97 97 97 0 0 0 0 1 0", "expecting 4 bytes but only 2 bytes available")]
    [InlineData("0 0 0 0 0 0 0 0 0 0 0 0 7", "unexpected number of string elements")]
    [InlineData("255 255 255 255 0 0 0 0 0 0 0 0", "string of length 4294967295")]
    public async Task Texts_that_are_framed_wrongly_are_refused_in_Tritons_words(string bytes, string says)
    {
        byte[] raw = [.. bytes.Split(' ').Select(byte.Parse)];
        (HttpStatusCode status, string text) = await host.Client.TellAsync(Rest.Infer(
            Texts, $$$"""{"inputs":[{"name":"INPUT0","shape":[1,3],"datatype":"BYTES","parameters":{"binary_data_size":{{{raw.Length}}}}}]}""", raw));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, Rest.Error(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 128, "input byte size mismatch for input 'INPUT0' for model 'triton_simple'. Expected 64, got 60")]
    [InlineData(64, 100, "unexpected size for input 'INPUT1', expecting 28 additional bytes for model 'triton_simple'")]
    [InlineData(64, 130, "unexpected additional input data for model 'triton_simple'")]
    public async Task Sizes_that_do_not_fit_are_refused_in_Tritons_words(int said, int sent, string says)
    {
        (HttpStatusCode status, string text) = await host.Client.TellAsync(Rest.Infer(Simple, Both(said), new byte[sent]));

        Assert.Equal((HttpStatusCode.BadRequest, says), (status, Rest.Error(text)));
    }

    [Theory]
    [InlineData("x", "Unable to parse Inference-Header-Content-Length, got: x")]
    [InlineData("-3", "inference header size should be in range (0, 100), got: -3")]
    [InlineData("101", "inference header size should be in range (0, 100), got: 101")]
    [InlineData("99999999999", "Unable to parse Inference-Header-Content-Length, got: 99999999999")]
    [InlineData("0", "Raw request must only have 1 input (found 1) to be deduced but got 2 inputs in")]
    public async Task A_header_length_that_cannot_be_is_refused_in_Tritons_words(string length, string says)
    {
        (HttpStatusCode status, string text) = await host.Client.TellAsync(Rest.Raw(Simple, new byte[100], length));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(says, Rest.Error(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raw_body_is_the_only_input_and_is_answered_in_binary()
    {
        (byte[] body, int header) = FixtureModels.BinaryRequest("mnist");
        using HttpResponseMessage response = await host.Client.SendAsync(Rest.Raw("mnist", body[header..], "0"));
        byte[] answer = await response.Content.ReadAsByteArrayAsync();

        Assert.Null(FixtureModels.Difference("mnist", Transports.Decode(answer, int.Parse(response.Headers.GetValues(Rest.HeaderLength).Single(), null), response.Content.Headers.ContentType)));
    }

    [Fact]
    public async Task A_raw_body_of_text_has_no_length_in_it_and_asks_for_a_single_element()
    {
        (HttpStatusCode status, string text) = await host.Client.TellAsync(Rest.Raw("triton_simple_string", "a"u8.ToArray(), "0"));

        Assert.Equal((HttpStatusCode.BadRequest, true), (status, Rest.Error(text).StartsWith("Raw request must only have 1 input", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_tensor_is_given_once()
    {
        string json = $$$"""{"inputs":[{"name":"INPUT0","shape":[1,16],"datatype":"INT32","data":[1],"parameters":{"binary_data_size":64}}]}""";
        (HttpStatusCode status, string text) = await host.Client.TellAsync(Rest.Infer(Simple, json + new string(' ', 20), new byte[64]));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty(Rest.Error(text));
    }

    private static string Both(int size) =>
        $$$"""{"inputs":[{"name":"INPUT0","shape":[1,16],"datatype":"INT32","parameters":{"binary_data_size":{{{size}}}}},{"name":"INPUT1","shape":[1,16],"datatype":"INT32","parameters":{"binary_data_size":64}}]}""";

    private static byte[] Bytes(int[] values) => MemoryMarshal.AsBytes<int>(values).ToArray();
}
