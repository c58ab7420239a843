using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>What a malformed request gets: a sentence that names the tensor, from a process that goes on.</summary>
public sealed class BadInputTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const string Identity = "derived/mnist_batch";

    [Theory]
    [InlineData("""{"inputs":[{"name":"nope","datatype":"FP32","shape":[1],"data":[1]}]}""", "unexpected inference input 'nope' for model")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP64","shape":[1,1,28,28],"data":DATA}]}""", "FP32")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP31","shape":[1,1,28,28],"data":DATA}]}""", "FP31")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,28,28],"data":DATA}]}""", "[1,28,28]")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,1,28,-28],"data":DATA}]}""", "shape[3]")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,1,28,28],"data":[1,2,3]PAD}]}""", "3 elements")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,1,28,28],"data":["x"]PAD}]}""", "element 0 is x")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,1,28,28],"data":[1e99]PAD}]}""", "1e99")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[99999999999,1,28,28],"data":[1]}]}""", "can hold")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,1,28,28]}]}""", "data is missing")]
    [InlineData("""{"inputs":[{"datatype":"FP32","shape":[1,1,28,28],"data":[1]}]}""", "name is missing")]
    [InlineData("""{"inputs":[]}""", "missing required input(s) ['Input3']")]
    [InlineData("""{"outputs":[]}""", "inputs are missing")]
    [InlineData("""{"inputs":[{"name":"Input3","datatype":"FP32","shape":[1,1,28,28],"data":DATA}],"outputs":[{"name":"nope"}]}""", "unexpected inference output 'nope' for model")]
    [InlineData("""{"inputs":[{"name":"Input3",""", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "object")]
    public async Task A_malformed_request_is_a_400_that_says_what_is_wrong(string body, string says)
    {
        string data = "[" + string.Join(",", Enumerable.Repeat("0.5", 784)) + "]";
        using HttpResponseMessage response = await host.PostAsync(Identity, body.Replace("DATA", data, StringComparison.Ordinal).Replace("PAD", new string(' ', 800), StringComparison.Ordinal));
        string error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_or_version_is_a_404()
    {
        using StringContent body = new("{}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.PostAsync("/v2/models/nope/infer", body)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.PostAsync("/v2/models/mnist/versions/7/infer", body)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/v2/models/nope")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.Client.GetAsync("/v2/models/mnist/infer")).StatusCode);
    }

    [Fact]
    public async Task Binary_tensor_data_and_other_content_types_are_refused_in_words()
    {
        using StringContent xml = new("<a/>", Encoding.UTF8, "application/xml");
        using HttpResponseMessage response = await host.Client.PostAsync("/v2/models/mnist/infer", xml);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("application/xml", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_a_gigabyte_is_refused_before_it_is_read()
    {
        string answer = await RawAsync("POST /v2/models/mnist/infer HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_early_costs_nobody_else_anything()
    {
        await RawAsync("POST /v2/models/mnist/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"inputs\":", read: false);
        using HttpResponseMessage response = await host.PostAsync("mnist", await File.ReadAllTextAsync(Path.Combine(Paths.Models, "mnist/v2/request.json")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Data_may_come_before_its_shape_and_outputs_may_be_chosen()
    {
        string body = "{\"outputs\":[{\"name\":\"Y\"}],\"inputs\":[{\"data\":[1,0,0,1,0,0,2,3,4],\"shape\":[3,3],\"datatype\":\"FP32\",\"name\":\"X\"}],\"id\":\"me\"}";
        using HttpResponseMessage response = await host.PostAsync("node_unique_sorted_with_axis", body);
        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("me", answer.GetProperty("id").GetString());
        Assert.Equal("[2,3]", Assert.Single(answer.GetProperty("outputs").EnumerateArray()).GetProperty("shape").GetRawText());
    }

    private async Task<string> RawAsync(string request, bool read = true)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        if (!read)
        {
            return "";
        }

        byte[] buffer = new byte[4096];
        int length = await stream.ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
