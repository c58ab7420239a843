using System.Text.Json.Nodes;
using Gateway.Core.Models.Records;
using Gateway.Core.Statistics;

namespace Gateway.Core.Preflight;

/// <summary>What the gate asks of a version's record and of its host's report.</summary>
public static class GateChecks
{
    public static IEnumerable<Finding> Of(Gate gate, JsonObject record, HostReport report) => [.. OfRecord(gate, record), .. OfHost(gate, report)];

    public static IEnumerable<Finding> OfRecord(Gate gate, JsonObject record)
    {
        if (gate.Require.License)
        {
            string license = RecordText.Word(record["card"], "license");
            yield return Finding.Of("require.license", license.Length > 0, license.Length > 0 ? license : "the card names no license");
        }

        if (gate.Require.Clean)
        {
            yield return Clean(record["source"]);
        }

        foreach (Finding history in HistoryChecks.Of(gate, record))
        {
            yield return history;
        }
    }

    private static IEnumerable<Finding> OfHost(Gate gate, HostReport report)
    {
        if (gate.Require.Golden)
        {
            yield return Golden(report);
        }

        foreach (string provider in gate.Require.Providers)
        {
            bool there = report.Providers.Contains(provider);
            yield return Finding.Of("environment.providers", there, there ? $"{provider} is there" : $"{provider} is not there; there are {string.Join(", ", report.Providers)}");
        }

        if (gate.Require.Cores is var cores and > 0)
        {
            yield return report.Cores == 0
                ? Finding.Inconclusive("environment.cores", "the host does not say how many it has")
                : Finding.Of("environment.cores", report.Cores >= cores, $"{report.Cores} for a process of it, {cores} wanted");
        }

        if (gate.P99 is { TotalMilliseconds: var p99 })
        {
            string says = $"p99 {Text(report.P99Ms)} ms in [{Text(report.P99.Low)}, {Text(report.P99.High)}], {Text(p99)} ms allowed";
            yield return new Finding("speed.p99", report.P99Ms is null ? CheckResult.Inconclusive : CheckResult.Of(new Interval(report.P99.Low ?? 0, report.P99.High ?? double.PositiveInfinity), p99), says);
        }

        if (gate.ColdStart is { TotalMilliseconds: var start })
        {
            yield return Limited("speed.coldStart", report.StartMs, start, $"{Text(report.StartMs)} ms to the first answer, {Text(start)} ms allowed");
        }

        if (gate.MemoryMb is { } memory)
        {
            yield return Limited("memory.process", report.MemoryBytes, memory * (1 << 20), $"{Text(report.MemoryBytes / (double)(1 << 20))} MiB, {Text(memory)} allowed");
        }
    }

    private static Finding Clean(JsonNode? from) => from is not JsonObject source
        ? Finding.Failed("require.clean", "the model is in no git repository")
        : source["dirty"] is JsonValue value && value.TryGetValue(out bool dirty) && !dirty
            ? Finding.Passed("require.clean", $"commit {RecordText.Word(source, "commit")}")
            : Finding.Failed("require.clean", $"the tree has changes that commit {RecordText.Word(source, "commit")} does not hold");

    private static Finding Golden(HostReport report) => report.Checks.FirstOrDefault(check => check.Check == "golden.answers") switch
    {
        null => Finding.Inconclusive("require.golden", "none was asked"),
        { Says: HostReport.NoRows } => Finding.Failed("require.golden", HostReport.NoRows),
        { Result: CheckResult.Inconclusive, Says: var says } => Finding.Inconclusive("require.golden", says),
        _ => Finding.Passed("require.golden", "they are there"),
    };

    private static Finding Limited(string check, double? value, double limit, string says) => value is null ? Finding.Inconclusive(check, says) : Finding.Of(check, value <= limit, says);

    private static string Text(double? value) => value is { } number ? CheckResult.Text(Math.Round(number, 3)) : "?";
}
