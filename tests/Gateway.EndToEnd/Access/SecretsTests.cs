using System.Text;
using System.Text.RegularExpressions;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Access;

/// <summary>Secrets are where they belong and nowhere else.</summary>
public sealed partial class SecretsTests
{
    private const string Webhook = "the-webhook-secret-0815", Token = "the-token-of-a-host-4711", Unrelated = "an-unrelated-secret-42";

    [Fact]
    public async Task No_secret_is_in_logs_metrics_errors_answers_files_or_the_processes_that_others_see()
    {
        await using ForeignHost elsewhere = await ForeignHost.StartAsync("foreign");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(new Dictionary<string, string>
        {
            ["Security__RequireKeys"] = "true",
            ["Notifications__Secret"] = Webhook,
            ["Notifications__Webhooks"] = $"{elsewhere.Url}/hook",
            ["HOST_TOKEN"] = Token,
            ["SOME_PASSWORD"] = Unrelated,
        });
        string bootstrap = (await File.ReadAllTextAsync(Path.Combine(gateway.Data, "bootstrap.key"))).Trim();
        gateway.Admin.DefaultRequestHeaders.Authorization = new("Bearer", bootstrap);
        NewKey key = await gateway.Client.CreateKeyAsync(new KeySpec { Name = "asks", Role = "predictor" }, CancellationToken.None);
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.CallAsync(HttpMethod.Post, "/models/foreign/versions", new { hosts = new[] { elsewhere.Url }, headers = new { authorization = "env:HOST_TOKEN" } });
        await Eventually.TrueAsync(async () => (await KeyedGateway.CallAsync(gateway.Prediction, key.Key, HttpMethod.Post, "/v2/models/digits/infer", Digits.Rows[0])).Status == 200, "an answer");
        StringBuilder seen = new();
        foreach (string path in (string[])["/api/v1/models", "/api/v1/models/foreign/versions", "/api/v1/models/foreign/versions/1/hosts", "/api/v1/events", "/api/v1/keys", "/api/v1/hosts", "/metrics", "/readyz", "/nothing"])
        {
            seen.AppendLine((await KeyedGateway.CallAsync(gateway.Admin, bootstrap, HttpMethod.Get, path)).Body);
        }

        seen.AppendLine((await KeyedGateway.CallAsync(gateway.Prediction, key.Key + "x", HttpMethod.Get, "/v2/models")).Body);
        seen.AppendLine(gateway.Process.Output);
        int[] hosts = [.. (await gateway.Client.HostsAsync(CancellationToken.None)).Items.Select(host => host.Pid).OfType<int>()];
        Assert.NotEmpty(hosts);
        foreach (int pid in hosts)
        {
            seen.AppendLine(await File.ReadAllTextAsync($"/proc/{pid}/environ")).AppendLine(await File.ReadAllTextAsync($"/proc/{pid}/cmdline"));
        }

        seen.AppendLine(await File.ReadAllTextAsync($"/proc/{gateway.Process.Id}/cmdline"));
        foreach (string file in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("bootstrap.key" or "gateway.lock" or "socket")))
        {
            seen.AppendLine(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }

        string all = seen.ToString();
        foreach (string secret in (string[])[bootstrap, key.Key, Webhook, Token, Unrelated])
        {
            int at = all.IndexOf(secret, StringComparison.Ordinal);
            Assert.True(at < 0, at < 0 ? "" : $"{secret[..4]}… is in: {all[Math.Max(0, at - 200)..at]}");
        }

        Assert.Contains("accessRefused", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_process_listens_on_no_network_and_has_a_short_environment()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(new Dictionary<string, string> { ["SOME_PASSWORD"] = Unrelated });
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.ServesAsync("digits");
        int pid = (await gateway.Client.HostsAsync(CancellationToken.None)).Items[0].Pid!.Value;

        string[] sockets = [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(fd => new FileInfo(fd).LinkTarget).OfType<string>().Where(link => link.StartsWith("socket:", StringComparison.Ordinal)).Select(link => Inode().Match(link).Value)];
        string[] listening = [.. ((string[])["tcp", "tcp6", "udp", "udp6"]).SelectMany(table => File.ReadLines($"/proc/{pid}/net/{table}").Skip(1)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9])];

        Assert.NotEmpty(sockets);
        Assert.Empty(sockets.Intersect(listening));
        Assert.DoesNotContain(Unrelated, await File.ReadAllTextAsync($"/proc/{pid}/environ"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_admin_port_tells_browsers_to_run_no_script_of_others_and_its_own_page_has_none_within()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        using HttpResponseMessage page = await gateway.Admin.GetAsync("/swagger/index.html");

        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.All(Script().Matches(await page.Content.ReadAsStringAsync()), script => Assert.Contains("src=", script.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Inode();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
