using System.Globalization;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>Thousands of <see cref="Trickle"/>s beside predictions.</summary>
internal sealed class SlowConnections : IStrain
{
    /// <summary>Fewer where a process may open fewer than 20 000 files, of which the gateway takes seventeen parts of thirty-two for this port.</summary>
    private static readonly int Connections = Math.Clamp((MostFiles() - 256) / 32 * 17 - 300, 1, 10_000);

    public string Name => "slow";

    public async Task<Outcome> RunAsync(double scale)
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await using ForeignModel calm = await ForeignModel.StartAsync(gateway, "calm", versions: 1);
        TimeSpan span = TimeSpan.FromSeconds(60 * scale);
        await Pace.RunAsync(calm, 200, span / 4);
        Pace alone = await Pace.RunAsync(calm, 200, span);
        await using RunningProcess slow = Elsewhere.Start("trickle", Text(gateway.RestPort), Text(Connections));
        await Task.Delay(Trickle.Between * 3, TimeProvider.System, CancellationToken.None);
        string[] held = slow.Output.Split('\n')[^1].Split(' ');
        Pace under = await Pace.RunAsync(calm, 200, span);
        string came = slow.Output.Split('\n')[^1].Split(' ')[1];
        int lost = under.Sent - under.Good;
        return new Outcome(
            $"{Connections} connections (of {MostFiles()} files that a process may open) that send a byte every {Trickle.Between.TotalSeconds:0} s, for {span.TotalSeconds:0} s ({held[0]} open at once, {came} in all: a head has ten seconds), beside 200 predictions/s",
            "none is lost; how much later they come is told", $"{lost} of {under.Sent} lost; p99 {under.P99:0.0} ms, {alone.P99:0.0} ms without them", lost == 0 && !slow.HasExited && int.Parse(held[0], null) > Connections / 2);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int MostFiles() =>
        int.TryParse(File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], out int soft) ? soft : int.MaxValue;
}
