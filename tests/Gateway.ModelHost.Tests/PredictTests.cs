using System.Net;
using System.Text.Json;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>The older protocol (V1): rows and columns.</summary>
public sealed class PredictTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const string Row = "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
    private const string Zeros = "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]";
    private const string Model = "triton_simple";
    private const string Texts = "derived.identity_bytes";

    [Fact]
    public async Task Rows_of_several_inputs_come_back_as_rows_of_several_outputs() => await AnswersAsync(
        Model,
        $$$"""{"signature_name":"serving_default","instances":[{"INPUT0":{{{Row}}},"INPUT1":{{{Zeros}}}},{"INPUT1":{{{Row}}},"INPUT0":{{{Row}}}}]}""",
        $$$"""{"predictions":[{"OUTPUT0":{{{Row}}},"OUTPUT1":{{{Row}}}},{"OUTPUT0":{{{Row.Replace('1', '2')}}},"OUTPUT1":{{{Zeros}}}}]}""");

    [Fact]
    public async Task Columns_come_back_as_columns() => await AnswersAsync(
        Model, $$$"""{"inputs":{"INPUT0":[{{{Row}}}],"INPUT1":[{{{Zeros}}}]}}""", $$$"""{"outputs":{"OUTPUT0":[{{{Row}}}],"OUTPUT1":[{{{Row}}}]}}""");

    [Theory]
    [InlineData("""{"instances":[["a","b","c"]]}""", """{"predictions":[["a","b","c"]]}""")]
    [InlineData("""{"instances":[{"INPUT0":["a",{"b64":"/w=="},"c"]}]}""", """{"predictions":[["a",{"b64":"/w=="},"c"]]}""")]
    [InlineData("""{"inputs":[["a","b","c"],["d","e","f"]]}""", """{"outputs":[["a","b","c"],["d","e","f"]]}""")]
    [InlineData("""{"inputs":{"INPUT0":[["a","b","c"]]}}""", """{"outputs":[["a","b","c"]]}""")]
    public async Task One_input_or_output_needs_no_name(string body, string answer) => await AnswersAsync(Texts, body, answer);

    [Theory]
    [InlineData(Texts, "{}", "\"instances\" or \"inputs\" is missing")]
    [InlineData(Texts, """{"instances":[],"inputs":[]}""", "exclude each other")]
    [InlineData(Texts, """{"instances":[["a","b"],["c"]]}""", "ragged")]
    [InlineData(Texts, """{"instances":[["a","b"],"c"]}""", "ragged")]
    [InlineData(Texts, """{"instances":["c",["a"]]}""", "ragged")]
    [InlineData(Texts, """{"instances":[["a",["b"]]]}""", "ragged")]
    [InlineData(Texts, """{"instances":[[1,2,3]]}""", "which is no BYTES")]
    [InlineData(Texts, """{"instances":[{"x":["a"]}]}""", "unexpected inference input 'x'")]
    [InlineData(Texts, """{"instances":{}}""", "instances must be an array")]
    [InlineData(Model, """{"instances":[[1]]}""", "'INPUT0', 'INPUT1'")]
    [InlineData(Model, """{"instances":[{"INPUT0":[1],"INPUT1":[1]},{"INPUT0":[1]}]}""", "instances[1] has no 'INPUT1'")]
    [InlineData(Model, """{"instances":[{"INPUT0":[1],"INPUT1":[1]},{"INPUT0":[1,2],"INPUT1":[1]}]}""", "another shape than [1]")]
    [InlineData(Model, """{"instances":[{"INPUT0":[1],"INPUT1":[1]}]}""", "unexpected shape for input 'INPUT0' for model 'triton_simple'")]
    public async Task What_has_no_shape_or_no_name_is_refused(string model, string body, string says)
    {
        (HttpStatusCode status, string text) = await host.Client.PostTextAsync($"/v1/models/{model}:predict", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, Rest.Error(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_tells_its_state_in_the_words_of_both_servers()
    {
        JsonElement state = await host.Client.JsonAsync($"/v1/models/{Model}");

        Assert.True(state.GetProperty("ready").GetBoolean());
        Assert.Equal("AVAILABLE", state.GetProperty("model_version_status")[0].GetProperty("state").GetString());
        Assert.Contains(Model, (await host.Client.JsonAsync("/v1/models")).GetProperty("models").EnumerateArray().Select(name => name.GetString()));
    }

    private async Task AnswersAsync(string model, string body, string answer)
    {
        Assert.Equal((HttpStatusCode.OK, answer), await host.Client.PostTextAsync($"/v1/models/{model}:predict", body));
        Assert.Equal((HttpStatusCode.OK, answer), await host.Client.PostTextAsync($"/v1/models/{model}/versions/1:predict", body));
    }
}
