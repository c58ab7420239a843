using System.Globalization;
using Gateway.EndToEnd.Soak;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>A model comes, is checked, gets a host process, answers and goes, again and again.</summary>
internal sealed class LoadCycles : IStrain
{
    private const int Cycles = 1_000;

    public string Name => "cycles";

    public async Task<Outcome> RunAsync(double scale)
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--Hosts:Linger=0s");
        int cycles = (int)(Cycles * scale), answered = 0;
        Trend trend = new(gateway.Process);
        using CancellationTokenSource over = new();
        Task watched = trend.WatchAsync(over.Token);
        for (int cycle = 0; cycle < cycles; cycle++)
        {
            string model = string.Create(CultureInfo.InvariantCulture, $"m{cycle}");
            await gateway.PushAsync(model, Digits.Artifact(1 + cycle % 2));
            await gateway.ServesAsync(model);
            using HttpResponseMessage answer = await gateway.InferAsync(model, Digits.Rows[cycle % Digits.Rows.Count]);
            answered += answer.IsSuccessStatusCode ? 1 : 0;
            await gateway.Client.DeleteModelAsync(model, force: true, CancellationToken.None);
        }

        await over.CancelAsync();
        await watched;
        return new Outcome(
            $"{cycles} times a model is pushed, checked, served by a host process, asked and removed",
            "every one answers; the gateway's memory and files stay what they were", $"{answered} answered; {trend}", answered == cycles && trend.Growth < 24 << 20 && trend.MoreFiles < 16);
    }
}
