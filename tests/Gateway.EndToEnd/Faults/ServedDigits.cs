using Gateway.TestKit;

namespace Gateway.EndToEnd.Faults;

/// <summary>Models m0, m1, …, a host process each.</summary>
internal static class ServedDigits
{
    public static async Task<GatewayProcess> OnAsync(GatewayProcess gateway, int models)
    {
        for (int model = 0; model < models; model++)
        {
            await gateway.PushAsync($"m{model}", Digits.Artifact(1));
        }

        await PidsAsync(gateway, models);
        return gateway;
    }

    public static Clients Clients(GatewayProcess gateway, int models, int perSecond) =>
        new(gateway, [.. Enumerable.Range(0, models).Select(model => $"m{model}")], Digits.Rows[0], perSecond);

    /// <summary>Of the host processes, once all are ready.</summary>
    public static async Task<int[]> PidsAsync(GatewayProcess gateway, int count) => await Eventually.GetAsync(
        async () => (await gateway.Client.HostsAsync(CancellationToken.None)).Items.Where(host => host.State == "ready").Select(host => host.Pid!.Value).Order().ToArray() is { } pids && pids.Length == count ? pids : null,
        $"{count} ready hosts", TimeSpan.FromSeconds(120), () => gateway.Process.Output);
}
