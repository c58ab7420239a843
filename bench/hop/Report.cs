using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Hop;

/// <summary>The run as a Markdown page.</summary>
internal static class Report
{
    public static string Of(Settings settings, IReadOnlyList<Contestant> contestants, Results full, Results paced)
    {
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"# The hop, measured {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}; load before the run {Load()}.");
        page.AppendLine(CultureInfo.InvariantCulture, $"`bench/hop/run.sh --rounds {settings.Rounds} --seconds {settings.Seconds} --connections {settings.Connections}`: wrk, hosts and proxies share these cores.");
        page.AppendLine("The hosts answer at once with a fixed body; the request is a row of `samples/digits`. Figures are medians over alternating rounds, ratios are medians of each round's own ratio (least – most).");
        Section(page, "As fast as it goes", contestants, full, (ours, bare) => ours.PerSecond / bare.PerSecond, "requests/s against bare YARP");
        Section(page, "At half of the gateway's rate", contestants, paced, (ours, bare) => (ours.P99 - bare.P99).TotalMilliseconds, "p99 more than bare YARP, ms");
        page.AppendLine().AppendLine("The paced clients wait a random while between requests (uniform, up to twice the mean), twice as many as above.");
        page.AppendLine(CultureInfo.InvariantCulture, $"Versions: {string.Join(", ", contestants.Skip(1).Select(contestant => $"{contestant.Name} {contestant.Version}"))}. Failed requests: {full.Errors + paced.Errors}.");
        return page.ToString();
    }

    private static void Section(
        StringBuilder page, string title, IReadOnlyList<Contestant> contestants, Results results, Func<Sample, Sample, double> compare, string compared)
    {
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"| | requests/s | p50 ms | p99 ms | its CPU, µs a request | CPU against bare YARP | {compared} |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|");
        bool bare = contestants.Any(contestant => contestant.Name == Contestant.Bare);
        foreach (string name in contestants.Select(contestant => contestant.Name))
        {
            string row = $"| {name} | {Number(results.Median(name, sample => sample.PerSecond), "0")} | {Number(results.Median(name, sample => sample.P50.TotalMilliseconds), "0.00")} "
                + $"| {Number(results.Median(name, sample => sample.P99.TotalMilliseconds), "0.00")} | {Number(results.Median(name, sample => sample.CpuPerRequest * 1e6), "0.0")} |";
            page.Append(row).AppendLine(bare ? Against(results, name, compare) : " | |");
        }
    }

    private static string Against(Results results, string name, Func<Sample, Sample, double> compare)
    {
        (double least, double most) = results.Range(name, Contestant.Bare, compare);
        double cpu = results.Compare(name, Contestant.Bare, (one, bare) => one.CpuPerRequest / bare.CpuPerRequest);
        return $" {Number(cpu, "0.00")} | {Number(results.Compare(name, Contestant.Bare, compare), "0.00")} ({Number(least, "0.00")} – {Number(most, "0.00")}) |";
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
