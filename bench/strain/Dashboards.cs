using System.Diagnostics;
using System.Globalization;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>The overview of a thousand models: how soon it is there, what an open one costs the gateway, and what fifty do to predictions.</summary>
internal sealed class Dashboards : IStrain
{
    private const int Open = 50;
    private const int PerSecond = 200;
    private const int Rounds = 3;

    public string Name => "dashboards";

    public async Task<Outcome> RunAsync(double scale)
    {
        using IDisposable left = Elsewhere.Leave();
        await using ManyModels models = await ManyModels.StartAsync();
        TimeSpan each = TimeSpan.FromSeconds(20 * scale);
        await LookAsync(models, each); // so that code is compiled
        double before = await MedianAsync(models, each, look => look.P99), idle = await MedianAsync(models, each, look => look.Cpu), one, fifty, rendered, worse;
        await using (RunningProcess browser = Browse(models, 1))
        {
            await OpenedAsync(browser, 1);
            await LookAsync(models, each);
            one = await MedianAsync(models, each, look => look.Cpu) - idle;
        }

        await using (RunningProcess browser = Browse(models, Open))
        {
            rendered = await OpenedAsync(browser, Open);
            await LookAsync(models, each);
            worse = await MedianAsync(models, each, look => look.P99) / before;
            fifty = await MedianAsync(models, each, look => look.Cpu) - idle;
        }

        return new Outcome(
            $"an overview of {ManyModels.Count} models is opened, then {Open}, beside {PerSecond} predictions/s",
            "it renders in ≤ 1 s and costs ≤ 0.05 of a core; what fifty cost, and do to the predictions' p99, is told: gateway, host and clients have one core less than there are, the browsers that one",
            string.Create(CultureInfo.InvariantCulture, $"{rendered:0.00} s; one {one:0.000} of a core, {Open} {fifty:0.00}; p99 × {worse:0.0} (medians)"),
            rendered <= 1 && one <= 0.05);
    }

    private static async Task<double> MedianAsync(ManyModels models, TimeSpan each, Func<(double Cpu, double P99), double> of)
    {
        List<double> all = [];
        for (int round = 0; round < Rounds; round++)
        {
            all.Add(of(await LookAsync(models, each)));
        }

        return all.Order().ElementAt(Rounds / 2);
    }

    private static RunningProcess Browse(ManyModels models, int pages) => Elsewhere.Start("browse", $"http://127.0.0.1:{models.Gateway.AdminPort}/", pages.ToString(CultureInfo.InvariantCulture));

    /// <returns>Seconds until a page showed its models, the median.</returns>
    private static async Task<double> OpenedAsync(RunningProcess browser, int pages)
    {
        await Eventually.TrueAsync(() => browser.Output.Split('\n').Count(line => line.StartsWith("open ", StringComparison.Ordinal)) == pages, $"{pages} open pages", TimeSpan.FromMinutes(2), () => browser.Output);
        return browser.Output.Split('\n').Where(line => line.StartsWith("open ", StringComparison.Ordinal)).Select(line => double.Parse(line.AsSpan(5), CultureInfo.InvariantCulture)).Order().ElementAt(pages / 2);
    }

    /// <returns>The gateway's share of a core; milliseconds.</returns>
    private static async Task<(double Cpu, double P99)> LookAsync(ManyModels models, TimeSpan span)
    {
        using Process gateway = Process.GetProcessById(models.Gateway.Process.Id);
        TimeSpan before = gateway.TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        Pace pace = await Pace.RunAsync(models.PredictAsync, PerSecond, span);
        gateway.Refresh();
        return ((gateway.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(started), pace.P99);
    }
}
