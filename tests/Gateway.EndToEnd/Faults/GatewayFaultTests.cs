using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Faults;

/// <summary>What clients see when the gateway ends, and when it may open no more files.</summary>
[Collection(nameof(Alone))]
public sealed class GatewayFaultTests
{
    [Fact]
    [Fault("SIGTERM under load")]
    public async Task A_gateway_that_is_told_to_end_under_load_breaks_no_answer_off()
    {
        await using GatewayProcess gateway = await ServedDigits.OnAsync(await GatewayProcess.StartAsync("--Hosts:Linger=30s"), models: 1);
        await using Clients clients = new(gateway, ["m0"], Digits.Rows[0], perSecond: 200);
        await clients.SentAsync(300);
        gateway.Process.Terminate();
        Assert.Equal(0, await gateway.Process.ExitAsync());
        await clients.EndAsync();
        FaultRow.Tell("SIGTERM under load", clients);
        Assert.DoesNotContain("no answer", clients.Saw, StringComparison.Ordinal);
        Assert.DoesNotMatch("× 5\\d\\d", clients.Saw);
    }

    [LongFact]
    [Fault("file descriptors exhausted")]
    public async Task A_gateway_without_file_descriptors_serves_whom_it_has_and_takes_others_again_when_it_can()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "prlimit is not installed");
        await using GatewayProcess gateway = await ServedDigits.OnAsync(await GatewayProcess.StartAsync("--Hosts:Linger=30s"), models: 1);
        await using Clients clients = new(gateway, ["m0"], Digits.Rows[0], perSecond: 50);
        await clients.SentAsync(100);
        int open = Directory.GetFileSystemEntries($"/proc/{gateway.Process.Id}/fd").Length;
        using (Process limit = Process.Start("/usr/bin/prlimit", ["--pid", $"{gateway.Process.Id}", $"--nofile={open + 20}:{open + 20}"]))
        {
            await limit.WaitForExitAsync();
            Assert.Equal(0, limit.ExitCode);
        }

        TcpClient[] many = [.. Enumerable.Range(0, 200).Select(_ => new TcpClient())];
        await Task.WhenAll(many.Select(client => client.ConnectAsync(IPAddress.Loopback, gateway.RestPort)));
        await clients.SentAsync(75);
        Assert.NotEmpty(await gateway.Admin.GetStringAsync("/metrics")); // looks at processes and files, and may need a thread
        await clients.SentAsync(75);
        Array.ForEach(many, client => client.Dispose());
        await Eventually.TrueAsync(async () => await AnswersAsync(gateway), "A new client is served again", otherwise: () => gateway.Process.Output);
        await clients.SentAsync(50);
        await clients.EndAsync();
        FaultRow.Tell("file descriptors exhausted", clients);
        Assert.InRange(clients.Lost, 0, clients.Sent / 2);
    }

    private static async Task<bool> AnswersAsync(GatewayProcess gateway)
    {
        using HttpClient client = new() { BaseAddress = gateway.Prediction.BaseAddress, Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            return (await client.GetAsync("/v2/health/ready")).IsSuccessStatusCode;
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }
}
