using Gateway.Contracts;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>A model is asked three times as much as its host can do; another is asked as before.</summary>
internal sealed class Overload : IStrain
{
    private const int AtOnce = 4;
    private const int Capacity = 200; // four at once, 20 ms each
    private const int Rounds = 3;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(1000.0 * AtOnce / Capacity);

    public string Name => "overload";

    public async Task<Outcome> RunAsync(double scale)
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await using ForeignModel busy = await ForeignModel.StartAsync(gateway, "busy", versions: 1), calm = await ForeignModel.StartAsync(gateway, "calm", versions: 1);
        using SemaphoreSlim places = new(AtOnce);
        busy.Baseline.Answer = async context =>
        {
            await places.WaitAsync(context.RequestAborted);
            try
            {
                await Task.Delay(Work, TimeProvider.System, CancellationToken.None);
            }
            finally
            {
                places.Release();
            }

            await HostAnswers.OkAsync(context);
        };
        await gateway.Client.SetSettingsAsync("busy", new ModelSettings { MaxInFlight = AtOnce * 2 }, CancellationToken.None);

        List<(double Goodput, double Own, double Other)> rounds = [];
        TimeSpan each = TimeSpan.FromSeconds(20 * scale);
        await Pace.RunAsync(calm, 100, each / 4); // so that code is compiled
        for (int round = 0; round < Rounds; round++)
        {
            Pace[] alone = await Task.WhenAll(Pace.RunAsync(busy, 20, each), Pace.RunAsync(calm, 100, each));
            Pace[] under = await Task.WhenAll(Pace.RunAsync(busy, Capacity * 3, each), Pace.RunAsync(calm, 100, each));
            rounds.Add((under[0].Good / each.TotalSeconds / Capacity, under[0].P99 / alone[0].P99, under[1].P99 / alone[1].P99));
        }

        (double goodput, double own, double other) = (Median(rounds, round => round.Goodput), Median(rounds, round => round.Own), Median(rounds, round => round.Other));
        return new Outcome(
            $"a model is asked {Capacity * 3} requests/s, three times its host's capacity; another 100/s",
            "goodput ≥ 0.90 of the capacity; p99 of what is taken ≤ 3 × that at a tenth of it; the other's p99 ≤ 1.20 ×",
            $"goodput {goodput:0.00}; p99 × {own:0.00}; the other's p99 × {other:0.00} (medians of {Rounds})", goodput >= 0.9 && own <= 3 && other <= 1.2);
    }

    private static double Median<T>(IEnumerable<T> all, Func<T, double> value) => all.Select(value).Order().ElementAt(Rounds / 2);
}
