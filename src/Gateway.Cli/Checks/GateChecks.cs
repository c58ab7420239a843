using System.Text.Json.Nodes;
using Gateway.Cli.Gates;
using Gateway.Contracts;
using Gateway.Core.Statistics;

namespace Gateway.Cli.Checks;

/// <summary>What the gate asks beyond the host's own checks.</summary>
internal static class GateChecks
{
    public static IEnumerable<Checked> Of(Gate gate, JsonObject record, HostReport report)
    {
        foreach (string missing in gate.Missing(record))
        {
            int colon = missing.IndexOf(':', StringComparison.Ordinal);
            yield return new Checked(missing[..colon], GateResult.Failed, missing[(colon + 2)..]);
        }

        foreach (string provider in gate.Require.Providers)
        {
            bool there = report.Providers.Contains(provider);
            yield return new Checked("environment.providers", there ? GateResult.Passed : GateResult.Failed, there ? $"{provider} is there" : $"{provider} is not there; there are {string.Join(", ", report.Providers)}");
        }

        if (gate.P99 is { } p99)
        {
            double limit = Milliseconds("p99", p99);
            string says = $"p99 {Text(report.P99Ms)} ms in [{Text(report.P99.Low)}, {Text(report.P99.High)}], {p99} allowed";
            yield return new Checked("speed.p99", report.P99Ms is null ? GateResult.Inconclusive : GateResult.Judge(new Interval(report.P99.Low ?? 0, report.P99.High ?? double.PositiveInfinity), limit), says);
        }

        if (gate.ColdStart is { } start)
        {
            yield return Limited("speed.coldStart", report.StartMs, Milliseconds("coldStart", start), $"{Text(report.StartMs)} ms to the first answer, {start} allowed");
        }

        if (gate.MemoryMb is { } memory)
        {
            yield return Limited("memory.process", report.MemoryBytes, memory * (1 << 20), $"{Text(report.MemoryBytes / (double)(1 << 20))} MiB, {Text(memory)} allowed");
        }
    }

    public static IEnumerable<Checked> Of(IEnumerable<GateResult> metrics) => metrics.Select(gate => new Checked($"metrics.{gate.Gate}", gate.Result, gate.Says));

    private static Checked Limited(string check, double? value, double limit, string says) =>
        new(check, value is null ? GateResult.Inconclusive : value <= limit ? GateResult.Passed : GateResult.Failed, says);

    private static double Milliseconds(string name, string text) =>
        Durations.TryParse(text, out TimeSpan duration) ? duration.TotalMilliseconds : throw new UsageException($"gate: {name}: \"{text}\" is not {Durations.Form}.");

    private static string Text(double? value) => value is { } number ? GateResult.Text(Math.Round(number, 3)) : "?";
}
