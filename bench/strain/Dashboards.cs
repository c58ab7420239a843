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
        await using ManyModels models = await ManyModels.StartAsync(), others = await ManyModels.StartAsync();
        TimeSpan each = TimeSpan.FromSeconds(20 * scale);
        await MediansAsync(models, each); // so that code is compiled
        (double Cpu, double P99) none = await MediansAsync(models, each);
        (_, (double Cpu, double P99) one) = await BesideAsync(models, 1, models, each);
        (_, (double Cpu, double P99) elsewhere) = await BesideAsync(others, Open, models, each);
        (double rendered, (double Cpu, double P99) fifty) = await BesideAsync(models, Open, models, each);
        return new Outcome(
            $"an overview of {ManyModels.Count} models is opened, then {Open}, beside {PerSecond} predictions/s",
            $"it renders in ≤ 1 s and costs ≤ 0.05 of a core; what {Open} cost, and do to the predictions' p99, is told (1.05 asked): the browsers have the last processor, and only while nothing else wants it, and are compared with {Open} that look at another gateway",
            string.Create(CultureInfo.InvariantCulture, $"{rendered:0.00} s; one {one.Cpu - none.Cpu:0.000} of a core, {Open} {fifty.Cpu - none.Cpu:0.00}; p99 {none.P99:0.0} ms, {elsewhere.P99:0.0} ms beside {Open} at another gateway, {fifty.P99:0.0} ms beside {Open} at this one: × {fifty.P99 / elsewhere.P99:0.00} (medians of {Rounds})"),
            rendered <= 1 && one.Cpu - none.Cpu <= 0.05);
    }

    /// <returns>Seconds until a page showed its models; medians while they are open.</returns>
    private static async Task<(double Rendered, (double Cpu, double P99) Seen)> BesideAsync(ManyModels shown, int pages, ManyModels asked, TimeSpan each)
    {
        await using RunningProcess browser = Browse(shown, pages);
        double rendered = await OpenedAsync(browser, pages);
        await LookAsync(asked, each); // so that what opening them left behind is gone
        return (rendered, await MediansAsync(asked, each));
    }

    private static async Task<(double Cpu, double P99)> MediansAsync(ManyModels models, TimeSpan each)
    {
        List<(double Cpu, double P99)> all = [];
        for (int round = 0; round < Rounds; round++)
        {
            all.Add(await LookAsync(models, each));
        }

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
