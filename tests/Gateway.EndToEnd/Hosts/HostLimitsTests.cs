using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

public sealed class HostLimitsTests
{
    [LongFact]
    public async Task A_host_process_has_the_memory_and_the_processors_that_the_settings_say_and_serves_within_them()
    {
        const long Most = 1L << 30;
        await using GatewayProcess gateway = await GatewayProcess.StartAsync($"--Hosts:MaxMemory={Most}", "--Hosts:MaxProcessors=1");
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.ServesAsync("digits");
        int pid = (await gateway.Client.HostsAsync(CancellationToken.None)).Items.Single().Pid!.Value;
        string limit = (await File.ReadAllLinesAsync($"/proc/{pid}/limits")).Single(line => line.StartsWith("Max data size", StringComparison.Ordinal));
        Assert.Equal([$"{Most}", $"{Most}"], limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5]);
        foreach (string thread in Directory.GetDirectories($"/proc/{pid}/task"))
        {
            string allowed = (await File.ReadAllLinesAsync(Path.Combine(thread, "status"))).Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
            Assert.Matches(@"^Cpus_allowed_list:\s+\d+$", allowed); // one, no range
        }

        using HttpResponseMessage answer = await gateway.InferAsync("digits", Digits.Rows[0]);
        Assert.True(answer.IsSuccessStatusCode, gateway.Process.Output);
    }
}
