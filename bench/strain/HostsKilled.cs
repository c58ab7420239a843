using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>Two host processes, one of which dies every ten seconds.</summary>
internal sealed class HostsKilled : IStrain
{
    private const int PerSecond = 500;
    private const int Requests = 60_000;
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);

    public string Name => "hosts";

    public async Task<Outcome> RunAsync(double scale)
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--Gateway:HostCount=2");
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await Eventually.TrueAsync(async () => (await ReadyAsync(gateway)).Length == 2, "two ready hosts", TimeSpan.FromSeconds(60));
        await using Clients clients = new(gateway, ["digits"], Digits.Rows[0], PerSecond);
        int killed = 0;
        using (PeriodicTimer timer = new(BetweenKills))
        {
            while (clients.Sent < Requests * scale && await timer.WaitForNextTickAsync())
            {
                if (await ReadyAsync(gateway) is [_, _] both)
                {
                    RunningProcess.Kill(both[killed++ % 2]);
                }
            }
        }

        await clients.EndAsync();
        return new Outcome(
            $"{PerSecond} requests/s, one of two hosts killed -9 every {BetweenKills.TotalSeconds:0} s ({killed} times)", "none is lost", $"{clients.Lost} of {clients.Sent} lost: {clients.Saw}", clients.Lost == 0 && killed > 0);
    }

    private static async Task<int[]> ReadyAsync(GatewayProcess gateway) =>
        [.. (await gateway.Client.HostsAsync(CancellationToken.None)).Items.Where(host => host.State == "ready").Select(host => host.Pid!.Value)];
}
