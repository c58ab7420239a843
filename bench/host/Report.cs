using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Serving;

/// <summary>The run as a Markdown page.</summary>
internal sealed class Report
{
    private readonly StringBuilder _page = new();

    public Report(Settings settings) => Line($"""
        # The model host, measured {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC

        {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}; load before the run {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.
        `bench/host/run.sh --rounds {settings.Rounds} --seconds {settings.Seconds}`: clients and servers share these cores; each client is a closed loop of requests with one row,
        on a connection of its own. The batcher is at its defaults, every server and loop has {Environment.ProcessorCount} threads a run. Figures are medians over alternating rounds, ratios are medians of
        each round's own ratio (least – most). Every answer was compared with the runtime's own, value by value, while it was measured.
        """);

    public string Text => _page.ToString();

    public void Add(Situation situation, Results results)
    {
        Line($"\n## {situation.Title}; {situation.Clients} clients\n");
        Line($"| | inferences/s | p50 ms | p99 ms | its CPU, µs an inference | its clients' | collections of generation 2 |");
        Line($"|---|---:|---:|---:|---:|---:|---:|");
        foreach (string name in results.Names)
        {
            Line($"| {name} | {results.Median(name, sample => sample.PerSecond):0} | {results.Median(name, sample => sample.P50):0.00} | {results.Median(name, sample => sample.P99):0.00} | {results.Median(name, sample => sample.Cpu) * 1e6:0} | {results.Median(name, sample => sample.ClientCpu) * 1e6:0} | {Collections(results, name)} |");
        }

        string loop = situation.Batches.Select(Rounds.Loop).MaxBy(name => results.Median(name, sample => sample.PerSecond))!;
        Line($"\n- {Contestant.Ours} against {loop}: {Ratio(results, Contestant.Ours, loop)}");
        Line($"- the most that a server could reach beside these clients if it cost nothing but the runs: {Most(situation, results, loop):0.00}");
        foreach (string peer in (string[])[Contestant.Minimal, Contestant.Node])
        {
            Line($"- {Contestant.OursJson} against {peer}: {Ratio(results, Contestant.OursJson, peer)}; {Contestant.Ours}: {Ratio(results, Contestant.Ours, peer)}");
        }

        Line($"- answers with other values: {results.Wrong}; failed requests: {results.Failed}");
    }

    /// <summary>The best loop has the cores for itself; a server shares them with its clients, and a run of it has at most a row of each.</summary>
    private static double Most(Situation situation, Results results, string best) =>
        results.Median(best, sample => sample.Cpu) / (results.Median(Rounds.Loop(situation.Batches.Where(batch => batch <= situation.Clients).Max()), sample => sample.Cpu) + results.Median(Contestant.Ours, sample => sample.ClientCpu));

    private static string Collections(Results results, string name) =>
        name is Contestant.Ours or Contestant.OursJson ? results.Sum(name, sample => sample.Gen2).ToString(CultureInfo.InvariantCulture) : "";

    private static string Ratio(Results results, string name, string to)
    {
        (double least, double median, double most) = results.Ratio(name, to);
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.00} ({least:0.00} – {most:0.00})");
    }

    private void Line(FormattableString text) => _page.AppendLine(text.ToString(CultureInfo.InvariantCulture).Replace("NaN", "", StringComparison.Ordinal));
}
