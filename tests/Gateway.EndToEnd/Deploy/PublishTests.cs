using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Deploy;

/// <summary>The archive as its user meets it. Making it takes more than a minute on two cores.</summary>
public sealed partial class PublishTests(InstalledGateway installed) : IClassFixture<InstalledGateway>
{
    [LongFact]
    public async Task A_pushed_model_answers_the_curl_that_gwctl_prints()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed");

        string curl = await installed.PushAsync("digits", "v1.onnx");
        JsonElement answer = JsonDocument.Parse(await installed.BashAsync($"{curl} --silent --fail --retry 5 --retry-all-errors")).RootElement;

        Assert.Equal(["label", "probabilities"], answer.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()).Order());
    }

    [LongFact]
    public async Task Status_shows_what_was_pushed()
    {
        await installed.PushAsync("status", "v2.onnx");

        Assert.Matches(@"(?m)^status +1 +1=100", await installed.GwctlAsync("status"));
    }

    /// <summary>An installed .NET is found at places that no environment variable hides, so the loaded files are looked at.</summary>
    [LongFact]
    public async Task Gateway_and_host_run_on_the_runtime_that_they_bring()
    {
        await installed.PushAsync("runtime", "v1.onnx");
        string[] hosts = [];
        await Eventually.TrueAsync(
            async () => (hosts = [.. JsonDocument.Parse(await installed.GwctlAsync("hosts", "-o", "json")).RootElement.GetProperty("items").EnumerateArray()
                .Where(host => host.GetProperty("model").GetString() == "runtime" && host.GetProperty("state").GetString() == "ready").Select(host => $"{host.GetProperty("pid")}")]).Length > 0,
            "The host's start");

        Assert.Equal([Path.Combine(installed.Folder, "libcoreclr.so")], Runtimes($"{installed.Process.Id}"));
        Assert.Equal([Path.Combine(installed.Folder, "modelhost", "libcoreclr.so")], Runtimes(hosts[0]));
    }

    [LongFact]
    public void The_archive_holds_the_unit_whose_program_it_is()
    {
        string unit = File.ReadAllText(Path.Combine(installed.Folder, "gateway.service"));

        Assert.Equal(File.ReadAllText(Path.Combine(Paths.Repository, "deploy", "systemd", "gateway.service")), unit);
        Assert.Contains("\nExecStart=/opt/gateway/gateway\n", unit);
    }

    /// <summary>64 MB on 2026-11-25; the runtime twice would be 100.</summary>
    [LongFact]
    public void The_archive_holds_the_runtime_once()
    {
        Assert.InRange(new FileInfo(installed.Archive).Length, 20 << 20, 80 << 20);
    }

    [LongFact]
    public async Task The_dashboard_comes_with_all_that_its_page_names()
    {
        using HttpClient client = new() { BaseAddress = installed.Admin };
        string page = await client.GetStringAsync("/");
        string[] assets = [.. Asset().Matches(page).Select(match => match.Groups["path"].Value)];

        Assert.InRange(assets.Length, 6, 20);
        foreach (string asset in assets)
        {
            using HttpResponseMessage answer = await client.GetAsync($"/{asset}");
            Assert.True(answer.IsSuccessStatusCode && (await answer.Content.ReadAsByteArrayAsync()).Length > 0, $"{asset}: {(int)answer.StatusCode}");
        }
    }

    [GeneratedRegex("(?:src|href)=\"(?<path>_(?:content|framework)/[^\"]+)\"")]
    private static partial Regex Asset();

    private static string[] Runtimes(string pid) =>
        [.. File.ReadLines($"/proc/{pid}/maps").Where(line => line.EndsWith("/libcoreclr.so", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct()];
}
