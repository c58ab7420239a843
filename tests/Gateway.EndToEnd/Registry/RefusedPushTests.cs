using System.Net;
using System.Text.Json;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>What a bad push gets: every reason, nothing half done, and a gateway that lives.</summary>
public sealed class RefusedPushTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    private GatewayProcess Gateway => registry.Gateway;

    [Theory]
    [InlineData("broken_empty")]
    [InlineData("broken_truncated_mnist")]
    [InlineData("broken_bitflip")]
    [InlineData("broken_text")]
    public async Task A_broken_artifact_is_refused_with_every_failed_check(string folder)
    {
        using HttpResponseMessage response = await registry.PushAsync(folder, Path.Combine(Paths.Models, folder, "model.onnx"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement problem = await response.JsonAsync();
        Assert.Equal("version-rejected", problem.GetProperty("type").GetString());
        Assert.All(problem.GetProperty("errors").EnumerateArray(), error => Assert.NotEmpty(error.GetProperty("message").GetString()!));
        Assert.NotEmpty(problem.GetProperty("errors").EnumerateArray());
        Contracts.Version version = await Gateway.Client.VersionAsync(folder, "1", CancellationToken.None);
        Assert.Equal("rejected", version.State);
        Assert.NotEmpty(version.Problems!);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("weights.bin")]
    public async Task A_model_that_reads_another_file_than_itself_is_refused_and_the_file_is_named(string location)
    {
        string file = Path.Combine(Paths.Temporary("reads"), "model.onnx");
        await File.WriteAllBytesAsync(file, ExternalModel.Bytes(location));
        using HttpResponseMessage response = await registry.PushAsync("reads", file);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(location, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_needs_operators_of_a_library_is_refused_and_they_are_named()
    {
        using HttpResponseMessage response = await registry.PushAsync("library", Path.Combine(Paths.Models, "go_example_needs_extensions", "model.onnx"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(
            (await response.JsonAsync()).GetProperty("errors").EnumerateArray(),
            error => error.GetProperty("path").GetString() == "environment.operators" && error.GetProperty("message").GetString()!.Contains("ai.onnx.contrib", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_artifact_keeps_its_number_and_not_its_bytes_and_is_checked_again()
    {
        string file = Path.Combine(Paths.Models, "broken_truncated_mnist", "model.onnx");
        using HttpResponseMessage one = await registry.PushAsync("again", file), two = await registry.PushAsync("again", file);
        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity], new[] { one.StatusCode, two.StatusCode });
        Assert.Single((await Gateway.Client.LastVersionsAsync("again", 100, null, CancellationToken.None)).Items);
        Assert.Equal(404, (await Gateway.CallAsync(HttpMethod.Get, "/models/again/versions/1/artifact")).Status);
        Assert.Equal(200, (await Gateway.CallAsync(HttpMethod.Get, "/models/again/versions/1/report")).Status);
    }

    [Fact]
    public async Task A_model_whose_only_version_was_refused_serves_nothing_until_a_good_one_comes()
    {
        using HttpResponseMessage bad = await registry.PushAsync("recovers", Path.Combine(Paths.Models, "broken_text", "model.onnx"));
        using HttpResponseMessage nothing = await Gateway.InferAsync("recovers", "{}");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        using HttpResponseMessage good = await registry.PushAsync("recovers", Digits.Artifact(1));
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
        Assert.Equal("2", (await Gateway.Client.TrafficAsync("recovers", CancellationToken.None)).Baseline);
    }

    [Fact]
    public async Task A_push_without_a_model_with_an_unknown_part_and_a_garbage_record_is_told_all_three()
    {
        using HttpResponseMessage response = await registry.PushAsync("parts", "", ("weights", new StringContent("x")), ("record", RegistryGateway.Json("{not json")));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["weights", "model", "record"], await PathsAsync(response));
        Assert.Equal(404, (await Gateway.CallAsync(HttpMethod.Get, "/models/parts")).Status);
    }

    [Theory]
    [InlineData("""{"inputDefaults":{"pixels":3},"allowInfinity":"yes"}""", "record.inputDefaults.pixels", "record.allowInfinity")]
    [InlineData("""{"inputDefaults":[]}""", "record.inputDefaults")]
    [InlineData("[]", "record")]
    public async Task A_record_that_cannot_be_meant_is_refused_with_its_paths(string record, params string[] paths)
    {
        using HttpResponseMessage response = await registry.PushAsync("records", Digits.Artifact(1), record);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(paths, await PathsAsync(response));
    }

    [Theory]
    [InlineData("?incompatible=perhaps", "incompatible")]
    [InlineData("?colour=red", "colour")]
    public async Task An_unknown_query_is_refused(string query, string named)
    {
        using HttpResponseMessage response = await registry.PushAsync("queries", Digits.Artifact(1), null, query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([named], await PathsAsync(response));
    }

    [Theory]
    [InlineData("-starts-with-a-dash")]
    [InlineData("with%20space")]
    public async Task An_illegal_model_name_is_refused(string model)
    {
        using HttpResponseMessage response = await registry.PushAsync(model, Digits.Artifact(1));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["model"], await PathsAsync(response));
    }

    [Fact]
    public async Task A_multipart_body_without_an_end_is_refused()
    {
        using StringContent body = new("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nbytes");
        body.Headers.Remove("content-type");
        body.Headers.TryAddWithoutValidation("content-type", "multipart/form-data; boundary=b");
        using HttpResponseMessage response = await Gateway.Admin.PostAsync("/api/v1/models/endless/versions", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(404, (await Gateway.CallAsync(HttpMethod.Get, "/models/endless")).Status);
    }

    [Fact]
    public async Task A_push_over_the_limit_is_refused_and_leaves_nothing()
    {
        await using GatewayProcess small = await GatewayProcess.StartAsync("--Push:MaxBytes=50000");
        using MultipartFormDataContent form = new() { { new StreamContent(new MemoryStream(new byte[200_000])), "model", "model.onnx" } };
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/models/large/versions") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await small.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("50000", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(small.Data, "*", SearchOption.AllDirectories), file => new FileInfo(file).Length == 50_000 || file.EndsWith(".part", StringComparison.Ordinal));
    }

    private static async Task<string?[]> PathsAsync(HttpResponseMessage response) =>
        [.. (await response.JsonAsync()).GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString())];
}
