using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>Models made by others, with their own requests and answers, over HTTP to a real process.</summary>
public sealed class FixtureModelsTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    public static TheoryData<string, Transport> Asked => [.. Transports.Questions];

    public static TheoryData<string> Refused => [.. FixtureModels.All.Where(name => !FixtureModels.CanBeServed(name))];

    [Theory]
    [MemberData(nameof(Asked))]
    public async Task A_model_answers_what_its_makers_expect_by_every_transport(string model, Transport transport) =>
        Assert.Null(FixtureModels.Difference(model, await host.Client.AskAsync(transport, FixtureModels.Served(model), model)));

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_cannot_be_served_is_refused_with_the_reason(string model)
    {
        string file = FixtureModels.FileOf(model);
        await using RunningProcess check = RunningProcess.Start(Paths.Program("Gateway.ModelHost", "modelhost"), ["--check", file]);
        Assert.Equal(1, await check.ExitAsync());
        JsonElement report = JsonDocument.Parse(check.Output.Split('\n').Last(line => line.StartsWith('{'))).RootElement;
        JsonElement problem = Assert.Single(report.GetProperty("problems").EnumerateArray().Take(1));
        Assert.Contains(problem.GetProperty("check").GetString(), new[] { "load", "signature", "environment.operators" });
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_model_that_throws_while_running_is_a_500_without_the_runtimes_text_and_goes_on_serving()
    {
        const string Body = """{"inputs":[{"name":"NAME","datatype":"DATATYPE","shape":SHAPE,"data":DATA}]}""";
        JsonElement input = (await host.MetadataAsync("derived/fails_unless_6")).GetProperty("inputs")[0];
        string request = FixtureModels.Request("derived/fails_unless_6");
        JsonElement given = JsonDocument.Parse(request).RootElement.GetProperty("inputs")[0];
        long[] shape = [.. given.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())];
        shape[0] += 1;
        string wrong = Body.Replace("NAME", input.GetProperty("name").GetString(), StringComparison.Ordinal)
            .Replace("DATATYPE", given.GetProperty("datatype").GetString(), StringComparison.Ordinal)
            .Replace("SHAPE", JsonSerializer.Serialize(shape), StringComparison.Ordinal)
            .Replace("DATA", JsonSerializer.Serialize(Enumerable.Repeat(1, (int)shape.Aggregate(1L, (a, b) => a * b))), StringComparison.Ordinal);
        using HttpResponseMessage failed = await host.PostAsync("derived/fails_unless_6", wrong);
        string error = await failed.Content.ReadAsStringAsync();
        Assert.True(failed.StatusCode == HttpStatusCode.InternalServerError, error);
        Assert.DoesNotContain("onnxruntime", error, StringComparison.OrdinalIgnoreCase);
        using HttpResponseMessage fine = await host.PostAsync("derived/fails_unless_6", request);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }

    [Fact]
    public async Task An_answer_with_nan_and_infinity_says_how_many()
    {
        using HttpResponseMessage response = await host.PostAsync("derived/mnist_v5_nan", FixtureModels.Request("derived/mnist_v5_nan"));
        Assert.True(long.Parse(Assert.Single(response.Headers.GetValues("x-nonfinite-count")), null) > 0);
    }
}

/// <summary>One host that serves every model that can be served.</summary>
public sealed class FixtureHost : IAsyncLifetime
{
    private HostProcess? _host;

    public HttpClient Client => _host!.Client;

    public async ValueTask InitializeAsync() => _host = await HostProcess.StartAsync(FixtureModels.HostArguments);

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<HttpResponseMessage> PostAsync(string model, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        return await Client.PostAsync($"/v2/models/{FixtureModels.Served(model)}/infer", content);
    }

    public async Task<JsonElement> MetadataAsync(string model) =>
        JsonDocument.Parse(await Client.GetStringAsync($"/v2/models/{FixtureModels.Served(model)}")).RootElement;
}
