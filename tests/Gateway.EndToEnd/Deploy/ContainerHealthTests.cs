using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.EndToEnd.Deploy;

/// <summary>The images' health checks, word for word but for the port, against the real programs.</summary>
public sealed class ContainerHealthTests
{
    [Fact]
    public async Task The_gateways_check_passes_while_it_runs_and_fails_afterwards()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();

        Assert.Equal(0, await CheckAsync("gateway", 8002, gateway.AdminPort));

        gateway.Process.Terminate();
        Assert.Equal(0, await gateway.Process.ExitAsync());
        Assert.NotEqual(0, await CheckAsync("gateway", 8002, gateway.AdminPort));
    }

    [Fact]
    public async Task The_hosts_check_passes_once_its_model_is_loaded()
    {
        await using HostProcess host = await HostProcess.StartAsync("--model", $"digits={Digits.Artifact(1)}");

        Assert.Equal(0, await CheckAsync("modelhost", 8000, host.Port));
    }

    [Fact]
    public async Task An_answer_other_than_200_fails_the_check()
    {
        await using ForeignHost loading = await ForeignHost.StartAsync("digits");
        loading.Ready = () => false;

        Assert.NotEqual(0, await CheckAsync("modelhost", 8000, loading.Address.Port));
        loading.Ready = () => true;
        Assert.Equal(0, await CheckAsync("modelhost", 8000, loading.Address.Port));
    }

    private static async Task<int> CheckAsync(string stage, int port, int actual)
    {
        string[] words = ImageFile.Ours.HealthCheck(stage);
        string script = words[2].Replace($"/127.0.0.1/{port} ", $"/127.0.0.1/{actual} ", StringComparison.Ordinal);
        Assert.NotEqual(words[2], script);
        return (await Tool.RunAsync(Paths.Repository, words[0], words[1], script)).Code;
    }
}
