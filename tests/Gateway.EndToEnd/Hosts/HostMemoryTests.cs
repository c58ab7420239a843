using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

public sealed class HostMemoryTests
{
    [LongFact]
    public async Task A_host_process_may_allocate_as_much_as_the_setting_says_and_serves_within_it()
    {
        const long Most = 1L << 30;
        await using GatewayProcess gateway = await GatewayProcess.StartAsync($"--Hosts:MaxMemory={Most}");
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.ServesAsync("digits");
        int pid = (await gateway.Client.HostsAsync(CancellationToken.None)).Items.Single().Pid!.Value;
        string limit = (await File.ReadAllLinesAsync($"/proc/{pid}/limits")).Single(line => line.StartsWith("Max data size", StringComparison.Ordinal));
        Assert.Equal([$"{Most}", $"{Most}"], limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5]);
        using HttpResponseMessage answer = await gateway.InferAsync("digits", Digits.Rows[0]);
        Assert.True(answer.IsSuccessStatusCode, gateway.Process.Output);
    }
}
