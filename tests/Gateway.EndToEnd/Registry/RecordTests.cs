using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>Records, bundles and uploads in parts.</summary>
public sealed class RecordTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    private readonly string _folder = Paths.Temporary("bundles");

    private GatewayProcess Gateway => registry.Gateway;

    [Fact]
    public async Task The_gateway_reads_what_the_file_says_itself_and_keeps_what_it_does_not_know()
    {
        using HttpResponseMessage pushed = await registry.PushAsync("read", Digits.Artifact(1), """{"team":"vision","format":{"kind":"lie"}}""");
        Contracts.Version version = await Gateway.Client.VersionAsync("read", "1", CancellationToken.None);
        JsonElement record = version.Record!.Value;
        Assert.Equal(("onnx", "vision"), (record.GetProperty("format").GetProperty("kind").GetString(), record.GetProperty("team").GetString()));
        Assert.Equal(version.Digest, $"sha256:{record.GetProperty("modelSha256").GetString()}");
        byte[] text = await Gateway.Admin.GetByteArrayAsync("/api/v1/models/read/versions/1/record");
        Assert.Equal(version.RecordDigest, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(text))}");
    }

    [Fact]
    public async Task A_metric_that_is_not_finite_is_refused_with_its_path()
    {
        using HttpResponseMessage refused = await registry.PushAsync("nan", Digits.Artifact(1), """{"metrics":[{"name":"auc","value":"NaN"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("record.metrics[0].value", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_the_model_in_it()
    {
        File.WriteAllText(Path.Combine(_folder, "params.yaml"), "depth: 5");
        string tar = await PackAsync(Digits.Artifact(1), "--params", Path.Combine(_folder, "params.yaml"));
        using HttpResponseMessage pushed = await registry.PushAsync("bundled", tar), plain = await registry.PushAsync("bundled", Digits.Artifact(1));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (pushed.StatusCode, plain.StatusCode));
        Contracts.Version version = await Gateway.Client.VersionAsync("bundled", "1", CancellationToken.None);
        Assert.Equal(5, version.Record!.Value.GetProperty("params").GetProperty("depth").GetInt32());
        await Gateway.ServesAsync("bundled");
    }

    [Fact]
    public async Task A13_a_rendered_card_has_what_its_readme_says_every_figure_its_checks_and_where_it_comes_from()
    {
        string readme = Path.Combine(_folder, "README.md"), metrics = Path.Combine(_folder, "metrics.json"), own = Path.Combine(_folder, "own.json");
        File.WriteAllText(readme, "---\nlicense: apache-2.0\nintended_use: \"digits | letters\"\nlanguage: [en, fr]\n---\n# Digits\n");
        File.WriteAllText(metrics, """{"test":{"accuracy":0.9712,"loss":1e-3},"train":{"accuracy":0.99}}""");
        File.WriteAllText(own, """{"source":{"commit":"3fa9c1e0"},"data":[{"role":"train","uri":"data/train","dvc":{"md5":"77aa"}}],"parent":{"name":"digits","version":7}}""");
        using HttpResponseMessage pushed = await registry.PushAsync("carded", await PackAsync(Digits.Artifact(1), "--card", readme, "--metrics", metrics, "--record", own));
        await Gateway.Client.SetAliasAsync("carded", "champion", new AliasSpec { Version = "1" }, null, CancellationToken.None);

        string card = await Gwctl.DoneAsync(Gateway, "card", "carded", "1");
        Assert.StartsWith("# carded, version 1\n", card, StringComparison.Ordinal);
        string[] rows = ["license | apache-2.0", "language | en, fr", "test.accuracy | 0.9712 |", "test.loss | 0.001 |", "train.accuracy | 0.99 |", "source.commit | 3fa9c1e0", "data | dvc md5 77aa, role train, uri data/train", "parent.name | digits", "load.opens | passed |"];
        Assert.All(rows, row => Assert.Contains($"| {row} ", card, StringComparison.Ordinal));
        Assert.Contains("## intended use\n\ndigits | letters\n", card, StringComparison.Ordinal);
        Assert.Contains("| alias | champion |", card, StringComparison.Ordinal);
        Assert.Equal("1", (await Gwctl.JsonAsync(Gateway, "card", "carded", "1")).GetProperty("version").Text("version"));
    }

    [LongFact]
    public async Task A_bundle_is_held_against_its_gate_and_a_wider_one_lets_the_same_bytes_in_and_goes_with_them()
    {
        using HttpResponseMessage refused = await registry.PushAsync("gated", await PackGatedAsync("require: {golden: true, providers: [CUDAExecutionProvider]}\nmetrics: {accuracy: {min: 0.9}}\n"));
        Dictionary<string, string> problems = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.Problems();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "there are no golden rows"), (refused.StatusCode, problems["require.golden"]));
        Assert.StartsWith("CUDAExecutionProvider is not there", problems["environment.providers"], StringComparison.Ordinal);
        Assert.Equal(2, problems.Count); // a figure that nobody measured refuses nothing

        using HttpResponseMessage wrong = await registry.PushAsync("gated", "", ("gate", RegistryGateway.Json("""{"p99":20}""")), ("model", new StreamContent(File.OpenRead(Digits.Artifact(1)))));
        Assert.Equal((HttpStatusCode.BadRequest, "gate.p99"), (wrong.StatusCode, JsonDocument.Parse(await wrong.Content.ReadAsStringAsync()).RootElement.Problems().Keys.Single()));
        using HttpResponseMessage bare = await registry.PushAsync("gated", Digits.Artifact(1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bare.StatusCode); // out of its bundle it has its gate all the same

        using HttpResponseMessage taken = await registry.PushAsync("gated", await PackGatedAsync("memoryMb: 4000\ncoldStart: 10m\n"));
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        JsonElement report = await Gateway.Client.ReportAsync("gated", "1", CancellationToken.None);
        Assert.Equal(["passed", "passed"], report.GetProperty("checks").EnumerateArray().Where(check => check.Text("check") is "memory.process" or "speed.coldStart").Select(check => check.Text("result")));
        using HttpResponseMessage again = await registry.PushAsync("gated", await PackGatedAsync("coldStart: 10m\nmemoryMb: 4000\n"));
        using HttpResponseMessage other = await registry.PushAsync("gated", await PackGatedAsync("coldStart: 9m\n"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (again.StatusCode, other.StatusCode));
        byte[] bundle = await Gateway.Admin.GetByteArrayAsync("/api/v1/models/gated/versions/1/bundle");
        Assert.True(bundle.AsSpan().IndexOf("""{"coldStart":"10m","memoryMb":4000}"""u8) > 0);
    }

    [Fact]
    public async Task Weights_in_other_files_come_along_and_serve()
    {
        string model = ExternalModel.Write(_folder);
        string tar = await PackAsync(model);
        using HttpResponseMessage pushed = await registry.PushAsync("external", tar);
        Assert.True(pushed.StatusCode == HttpStatusCode.Created, await pushed.Content.ReadAsStringAsync());
        await Gateway.ServesAsync("external");
        using HttpResponseMessage answer = await Gateway.InferAsync("external", """{"inputs":[{"name":"x","datatype":"FP32","shape":[4],"data":[1,2,3,4]}]}""");
        Assert.Equal([11, 22, 33, 44], JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(value => value.GetInt32()));
    }

    [Fact]
    public async Task A_bundle_with_another_byte_is_refused()
    {
        string tar = await PackAsync(Digits.Artifact(1));
        byte[] bytes = await File.ReadAllBytesAsync(tar);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(tar, bytes);
        using HttpResponseMessage refused = await registry.PushAsync("flipped", tar);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("digest", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_was_cut_goes_on_and_is_held_against_its_digest()
    {
        byte[] bytes = await File.ReadAllBytesAsync(Digits.Artifact(2));
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal((404, null), await LookAsync(hash));
        Assert.Equal((202, $"bytes=0-{999}"), await PutAsync(hash, bytes[..1000], 0, bytes.Length));
        Assert.Equal((204, $"bytes=0-{999}"), await LookAsync(hash));
        Assert.Equal(416, (await PutAsync(hash, bytes[2000..], 2000, bytes.Length)).Status);
        Assert.Equal((201, $"bytes=0-{bytes.Length - 1}"), await PutAsync(hash, bytes[1000..], 1000, bytes.Length));
        (int status, JsonElement version) = await Gateway.CallAsync(HttpMethod.Post, "/models/parts/versions", new { artifact = $"sha256:{hash}" });
        Assert.Equal(201, status);
        Assert.Equal($"sha256:{hash}", version.GetProperty("digest").GetString());
        string wrong = new('a', 64);
        Assert.Equal(422, (await PutAsync(wrong, bytes, 0, bytes.Length)).Status);
    }

    [Fact]
    public async Task What_is_uploaded_by_the_client_goes_on_where_it_was_cut()
    {
        string file = Digits.Artifact(3);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await PutAsync(hash, bytes[..5000], 0, bytes.Length);
        await Gateway.Client.UploadAsync(hash, file, CancellationToken.None);
        Assert.Equal((200, $"bytes=0-{bytes.Length - 1}"), await LookAsync(hash));
        await Gateway.Client.UploadAsync(hash, file, CancellationToken.None); // nothing is left to send
    }

    [Fact]
    public async Task An_upload_that_was_cut_behind_its_last_byte_comes_to_its_end()
    {
        string file = Digits.Artifact(4);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal(202, (await PutAsync(hash, bytes, 0, bytes.Length + 1)).Status); // so that nobody takes it for whole
        Assert.Equal((204, $"bytes=0-{bytes.Length - 1}"), await LookAsync(hash));
        await Gateway.Client.UploadAsync(hash, file, CancellationToken.None);
        Assert.Equal((200, $"bytes=0-{bytes.Length - 1}"), await LookAsync(hash));
    }

    [Fact]
    public async Task An_upload_that_is_taken_no_further_goes_on_by_another_connection()
    {
        string file = Path.Combine(_folder, "large");
        byte[] bytes = new byte[32 << 20];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(file, bytes);
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await using CuttingRelay relay = new(Gateway.AdminPort, after: 8 << 20, stays: true);
        using HttpClient http = new() { BaseAddress = new Uri(relay.Origin), Timeout = Timeout.InfiniteTimeSpan };
        await new GatewayClient(http).UploadAsync(hash, file, TimeSpan.FromSeconds(2), CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(relay.HasCut);
        Assert.Equal((200, $"bytes=0-{bytes.Length - 1}"), await LookAsync(hash));
    }

    private async Task<(int Status, string? Range)> LookAsync(string hash)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, $"/api/v1/blobs/{hash}");
        using HttpResponseMessage response = await Gateway.Admin.SendAsync(request);
        return ((int)response.StatusCode, response.Headers.TryGetValues("Range", out IEnumerable<string>? range) ? range.First() : null);
    }

    private async Task<(int Status, string? Range)> PutAsync(string hash, byte[] bytes, long start, long total)
    {
        using ByteArrayContent content = new(bytes);
        content.Headers.ContentRange = new ContentRangeHeaderValue(start, start + bytes.Length - 1, total);
        using HttpResponseMessage response = await Gateway.Admin.PutAsync($"/api/v1/blobs/{hash}", content);
        return ((int)response.StatusCode, response.Headers.TryGetValues("Range", out IEnumerable<string>? range) ? range.First() : null);
    }

    private async Task<string> PackGatedAsync(string gate)
    {
        string file = Path.Combine(_folder, "gate.yaml");
        await File.WriteAllTextAsync(file, gate);
        return await PackAsync(Digits.Artifact(1), "--gate", file);
    }

    private async Task<string> PackAsync(string model, params string[] options)
    {
        string tar = Path.Combine(_folder, $"{Guid.NewGuid():N}.tar");
        using Process gwctl = Process.Start(new ProcessStartInfo(Paths.Program("Gateway.Cli", "gwctl"), ["pack", model, "--out", tar, .. options]) { RedirectStandardOutput = true })!;
        await gwctl.StandardOutput.ReadToEndAsync();
        await gwctl.WaitForExitAsync();
        Assert.Equal(0, gwctl.ExitCode);
        return tar;
    }
}
