using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>Models made by others, with their own requests and answers, over HTTP to a real process.</summary>
public sealed class FixtureModelsTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    public static TheoryData<string> Served => [.. FixtureHost.Folders.Where(folder => FixtureHost.CanBeServed(folder) && File.Exists(Path.Combine(folder, "v2", "request.json"))).Select(Name)];

    public static TheoryData<string> Refused => [.. FixtureHost.Folders.Where(folder => !FixtureHost.CanBeServed(folder)).Select(Name)];

    [Theory]
    [MemberData(nameof(Served))]
    public async Task A_model_answers_what_its_makers_expect(string model)
    {
        string folder = Path.Combine(Paths.Models, model, "v2");
        using StringContent request = new(await File.ReadAllTextAsync(Path.Combine(folder, "request.json")), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await host.Client.PostAsync($"/v2/models/{FixtureHost.Serve(model)}/infer", request);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        JsonElement[] actual = [.. JsonDocument.Parse(answer).RootElement.GetProperty("outputs").EnumerateArray()];
        JsonElement[] expected = [.. Expected(folder).GetProperty("outputs").EnumerateArray()];
        Assert.Equal(expected.Select(Described), actual.Select(Described));
        Assert.All(expected.Zip(actual), pair => SameData(model, pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_cannot_be_served_is_refused_with_the_reason(string model)
    {
        string file = FixtureHost.FileOf(Path.Combine(Paths.Models, model));
        await using RunningProcess check = RunningProcess.Start(Paths.Program("Gateway.ModelHost", "modelhost"), ["--check", file]);
        Assert.Equal(1, await check.ExitAsync());
        JsonElement report = JsonDocument.Parse(check.Output.Split('\n').Last(line => line.StartsWith('{'))).RootElement;
        JsonElement problem = Assert.Single(report.GetProperty("problems").EnumerateArray().Take(1));
        Assert.Contains(problem.GetProperty("check").GetString(), new[] { "load", "signature" });
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_model_that_throws_while_running_is_a_500_without_the_runtimes_text_and_goes_on_serving()
    {
        const string Body = """{"inputs":[{"name":"NAME","datatype":"DATATYPE","shape":SHAPE,"data":DATA}]}""";
        JsonElement input = (await host.MetadataAsync("derived/fails_unless_6")).GetProperty("inputs")[0];
        string request = await File.ReadAllTextAsync(Path.Combine(Paths.Models, "derived/fails_unless_6/v2/request.json"));
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
        using HttpResponseMessage response = await host.PostAsync("derived/mnist_v5_nan", await File.ReadAllTextAsync(Path.Combine(Paths.Models, "derived/mnist_v5_nan/v2/request.json")));
        Assert.True(long.Parse(Assert.Single(response.Headers.GetValues("x-nonfinite-count")), null) > 0);
    }

    private static JsonElement Expected(string folder)
    {
        string text = File.ReadAllText(Path.Combine(folder, "expected.json"));
        return JsonDocument.Parse(System.Text.RegularExpressions.Regex.Replace(text, @"(?<=[\[,\s])(NaN|-?Infinity)(?=[\],\s])", "\"$1\"")).RootElement;
    }

    private static string Described(JsonElement tensor) =>
        $"{tensor.GetProperty("name")} {tensor.GetProperty("datatype")} {tensor.GetProperty("shape").GetRawText().Replace(" ", "", StringComparison.Ordinal)}";

    private static void SameData(string model, JsonElement expected, JsonElement actual)
    {
        JsonElement[] left = [.. Flat(expected.TryGetProperty("data", out JsonElement data) ? data : Decoded(expected))], right = [.. Flat(actual.GetProperty("data"))];
        Assert.Equal(left.Length, right.Length);
        bool brain = expected.GetProperty("datatype").GetString() == "BF16";
        foreach ((JsonElement one, JsonElement other) in left.Zip(right))
        {
            if (one.ValueKind == JsonValueKind.Number && other.ValueKind == JsonValueKind.Number)
            {
                double a = one.GetDouble(), b = other.GetDouble();
                Assert.True(Math.Abs(a - b) <= (brain ? 0.01 : 1e-3) * Math.Max(1, Math.Abs(a)), $"{model}: {a} and {b}");
            }
            else
            {
                Assert.Equal(one.ToString(), other.ToString());
            }
        }
    }

    /// <summary>Large answers are kept as bytes only; all of them are FP32.</summary>
    private static JsonElement Decoded(JsonElement tensor) => JsonSerializer.SerializeToElement(
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.GetProperty("raw_b64").GetBytesFromBase64()).ToArray());

    private static IEnumerable<JsonElement> Flat(JsonElement data) => data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().SelectMany(Flat) : [data];

    private static string Name(string folder) => Path.GetRelativePath(Paths.Models, folder);
}

/// <summary>One host that serves every model that can be served.</summary>
public sealed class FixtureHost : IAsyncLifetime
{
    private HostProcess? _host;

    public static IReadOnlyList<string> Folders { get; } =
        [.. Directory.EnumerateDirectories(Paths.Models).Concat(Directory.EnumerateDirectories(Path.Combine(Paths.Models, "derived"))).Where(folder => FileOf(folder) != "").Order(StringComparer.Ordinal)];

    /// <summary>Not the broken ones, nor a sequence of maps, nor an operator of a kind that the runtime has no kernel for.</summary>
    public static bool CanBeServed(string folder) => File.Exists(Path.Combine(folder, "v2", "expected.json"))
        && Path.GetFileName(folder) is not ("go_sklearn_randomforest" or "pt_operator_add_broadcast");

    public HttpClient Client => _host!.Client;

    public static string FileOf(string folder) =>
        new[] { Path.Combine(folder, "model.onnx"), Path.Combine(folder, "1", "model.onnx") }.FirstOrDefault(File.Exists) ?? "";

    public static string Serve(string model) => model.Replace('/', '.');

    public async ValueTask InitializeAsync() => _host = await HostProcess.StartAsync(
        [.. Folders.Where(CanBeServed).SelectMany(folder => new[] { "--model", $"{Serve(Path.GetRelativePath(Paths.Models, folder))}={FileOf(folder)}" })]);

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<HttpResponseMessage> PostAsync(string model, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        return await Client.PostAsync($"/v2/models/{Serve(model)}/infer", content);
    }

    public async Task<JsonElement> MetadataAsync(string model) =>
        JsonDocument.Parse(await Client.GetStringAsync($"/v2/models/{Serve(model)}")).RootElement;
}
