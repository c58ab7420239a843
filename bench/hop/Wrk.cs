using System.Diagnostics;

namespace Gateway.Hop;

/// <param name="CpuPerRequest">Seconds of the proxy alone.</param>
internal readonly record struct Sample(double PerSecond, TimeSpan P50, TimeSpan P99, double CpuPerRequest, long Errors);

/// <summary>One run of the load generator.</summary>
internal sealed class Wrk(string script, string body)
{
    /// <param name="pause">Mean pause of each connection between two requests; zero: none.</param>
    public async Task<Sample> RunAsync(Contestant contestant, int connections, TimeSpan time, TimeSpan pause)
    {
        ProcessStartInfo start = new("wrk", ["-t1", $"-c{connections}", $"-d{time.TotalSeconds:0}s", "--latency", "-s", script, contestant.Infer.AbsoluteUri])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["HOP_BODY"] = body;
        start.Environment["HOP_PAUSE_MS"] = $"{pause.TotalMilliseconds:0.###}";
        double before = contestant.Process.CpuSeconds();
        using Process wrk = Process.Start(start)!;
        string said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        double cpu = contestant.Process.CpuSeconds() - before;
        double[] numbers = [.. said.Split('\n').Last(line => line.StartsWith("HOP ", StringComparison.Ordinal)).Split(' ').Skip(1).Select(double.Parse)];
        return new Sample(
            numbers[0] / numbers[1] * 1e6, TimeSpan.FromMicroseconds(numbers[3]), TimeSpan.FromMicroseconds(numbers[4]), cpu / Math.Max(1, numbers[0]), (long)numbers[2]);
    }
}
