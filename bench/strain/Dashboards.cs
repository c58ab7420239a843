using System.Diagnostics;
using System.Globalization;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>The overview of a thousand models: how soon it is there, what an open one costs the gateway, and what fifty do to predictions.</summary>
internal sealed class Dashboards : IStrain
{
    private const int Open = 50;
    private const int PerSecond = 200;
    private const int Rounds = 5;

    public string Name => "dashboards";

    public async Task<Outcome> RunAsync(double scale)
    {
        await using ManyModels models = await ManyModels.StartAsync();
        TimeSpan each = TimeSpan.FromSeconds(20 * scale);
        (double Cpu, double P99) none = await MediansAsync(models, each), one, fifty;
        double rendered;
        await using (RunningProcess browser = Browse(models, 1))
        {
            await OpenedAsync(browser, 1);
            one = await MediansAsync(models, each);
        }

        await using (RunningProcess browser = Browse(models, Open))
        {
            rendered = await OpenedAsync(browser, Open);
            fifty = await MediansAsync(models, each);
        }

        return new Outcome(
            $"an overview of {ManyModels.Count} models is opened, then {Open}, beside {PerSecond} predictions/s",
            "it renders in ≤ 1 s and costs ≤ 0.05 of a core; what fifty cost, and do to the predictions' p99, is told (1.05 asked): the browsers have the last processor, and only while nothing else wants it",
            string.Create(CultureInfo.InvariantCulture, $"{rendered:0.00} s; one {one.Cpu - none.Cpu:0.000} of a core, {Open} {fifty.Cpu - none.Cpu:0.00}; p99 {none.P99:0.0} ms, {fifty.P99:0.0} ms beside {Open}: × {fifty.P99 / none.P99:0.0} (medians of {Rounds})"),
            rendered <= 1 && one.Cpu - none.Cpu <= 0.05);
    }

    /// <summary>After as many rounds in which code is compiled.</summary>
    private static async Task<(double Cpu, double P99)> MediansAsync(ManyModels models, TimeSpan each)
    {
        List<(double Cpu, double P99)> all = [];
        for (int round = 0; round < 2 * Rounds; round++)
        {
            all.Add(await LookAsync(models, each));
        }

        all.RemoveRange(0, Rounds);
        return (all.Select(look => look.Cpu).Order().ElementAt(Rounds / 2), all.Select(look => look.P99).Order().ElementAt(Rounds / 2));
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
