using System.Net;
using System.Text.Json;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>What a JSON request may say, and how.</summary>
public sealed class RequestFormTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const string Texts = "derived.identity_bytes";

    [Theory]
    [InlineData("[2,2,[3,4],[[5]],6,[7,8,9,10,11,12,13,14,15,16]]")]
    [InlineData("[[[2],[2,3]],4,5,6,7,8,9,10,11,12,13,14,15,16,[]]")]
    public async Task Data_may_be_nested_in_any_way(string data)
    {
        (HttpStatusCode status, string text) = await SimpleAsync(data);

        Assert.True(status == HttpStatusCode.OK, text);
        Assert.EndsWith("14,15,16]}]}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2,3]", "data has 3 elements where its shape [1,16] asks for more")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", "goes on after 16 elements")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,2147483648]", "element 15 is 2147483648, which is no INT32")]
    [InlineData("[1.5]", "element 0 is 1.5, which is no INT32")]
    [InlineData("7", "data must be an array")]
    public async Task Data_that_does_not_fill_its_shape_is_refused(string data, string says)
    {
        (HttpStatusCode status, string text) = await SimpleAsync(data);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, Rest.Error(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_may_be_base64()
    {
        (_, string text) = await host.Client.PostTextAsync($"/v2/models/{Texts}/infer", """{"inputs":[{"name":"INPUT0","shape":[1,3],"datatype":"BYTES","data":["a",{"b64":"w6k="},{"b64":""}]}]}""");

        Assert.Contains("\"data\":[\"a\",\"é\",\"\"]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"1","id":"2","inputs":[]}""", "\"id\" is given twice")]
    [InlineData("""{"inputs":[{"name":"INPUT0","name":"INPUT0","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "\"name\" is given twice")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"OUTPUT0"},{"name":"OUTPUT0"}]}""", "output 'OUTPUT0' already exists in request")]
    [InlineData("""{"extra":1,"extra":2,"inputs":[]}""", "\"extra\" is given twice")]
    [InlineData("""{"inputs":[],"parameters":{"triton_x":1}}""", "parameter keys starting with 'triton_' are reserved")]
    [InlineData("""{"inputs":[],"parameters":{"timeout":-1}}""", "timeout must be a whole number")]
    [InlineData("""{"inputs":[],"parameters":{"binary_data_output":1}}""", "binary_data_output must be true or false")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"OUTPUT0","parameters":{"classification":"3"}}]}""", "classification must be a whole number")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1],"datatype":"BYTES","parameters":{"shared_memory_region":"r"}}]}""", "shared memory")]
    [InlineData("""{"id":5,"inputs":[]}""", "id must be a string")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[9223372036854775807,2],"datatype":"BYTES","data":["a"]}]}""", "causes total element count to exceed maximum size of 9223372036854775807")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[4611686018427387904],"datatype":"INT64","data":[1]}]}""", "byte size overflow for input 'INPUT0'")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[9223372036854775808],"datatype":"INT64","data":[1]}]}""", "shape[0]")]
    public async Task What_cannot_be_meant_is_refused(string body, string says)
    {
        (HttpStatusCode status, string text) = await host.Client.PostTextAsync($"/v2/models/{Texts}/infer", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, Rest.Error(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_that_nobody_knows_are_passed_over_and_an_empty_id_is_none()
    {
        (HttpStatusCode status, string text) = await host.Client.PostTextAsync(
            $"/v2/models/{Texts}/infer?anything=1",
            """{"model_name":"other","id":"","parameters":{"mine":{"a":[1]},"timeout":9000000,"priority":2},"inputs":[{"name":"INPUT0","shape":[1,3],"datatype":"BYTES","parameters":{"content_type":"str"},"data":["a","b","c"]}],"outputs":[]}""");

        Assert.True(status == HttpStatusCode.OK, text);
        Assert.False(JsonDocument.Parse(text).RootElement.TryGetProperty("id", out _));
    }

    [Theory]
    [InlineData("", "[\"NaN\",\"Infinity\",\"-Infinity\",1")]
    [InlineData("?nan=string", "[\"NaN\",\"Infinity\",\"-Infinity\",1")]
    [InlineData("?nan=token", "[NaN,Infinity,-Infinity,1")]
    [InlineData("?nan=null", "[null,null,null,1")]
    [InlineData("?nan=none", "nan=\\u0022none\\u0022 is not one of: string, token, null.")]
    public async Task Numbers_that_JSON_has_no_words_for_are_written_as_asked(string query, string says)
    {
        (_, string text) = await host.Client.PostTextAsync($"/v2/models/derived.nan_inf_output/infer{query}", """{"inputs":[{"name":"INPUT0","shape":[1],"datatype":"FP32","data":[0]}]}""");

        Assert.Contains(says, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("Inf")]
    [InlineData("-Inf")]
    public async Task Numbers_that_JSON_has_no_words_for_are_taken_as_Triton_takes_them(string word)
    {
        (HttpStatusCode status, string text) = await host.Client.PostTextAsync(
            "/v2/models/derived.identity_scalar/infer", $$"""{"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":[{{word}}]}]}""");

        Assert.True(status == HttpStatusCode.OK, text);
        Assert.Contains(word[..Math.Min(3, word.Length)], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scores_may_come_as_classes_of_each_row()
    {
        string request = await File.ReadAllTextAsync(Path.Combine(TestKit.Paths.Models, "derived/mnist_batch/v2/request.json"));
        (_, string text) = await host.Client.PostTextAsync(
            "/v2/models/derived.mnist_batch/infer", request.TrimEnd()[..^1] + ",\"outputs\":[{\"name\":\"Plus214_Output_0\",\"parameters\":{\"classification\":2}}]}");
        JsonElement output = JsonDocument.Parse(text).RootElement.GetProperty("outputs")[0];

        Assert.Equal(("BYTES", "[3,2]"), (output.GetProperty("datatype").GetString(), output.GetProperty("shape").GetRawText()));
        Assert.EndsWith(":2", output.GetProperty("data")[0].GetString(), StringComparison.Ordinal); // 6574 at place 2
        Assert.Matches("^[0-9]+\\.[0-9]{6}:2$", output.GetProperty("data")[0].GetString());
    }

    private Task<(HttpStatusCode Status, string Text)> SimpleAsync(string data) => host.Client.PostTextAsync(
        "/v2/models/triton_simple/infer",
        $$"""{"inputs":[{"name":"INPUT0","shape":[1,16],"datatype":"INT32","data":{{data}}},{"name":"INPUT1","shape":[1,16],"datatype":"INT32","data":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}]}""");
}
