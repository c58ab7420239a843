using System.Globalization;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Routing;
using Gateway.Core.Simulation;

namespace Gateway.Cli.Simulations;

/// <summary>Attempts as JSON lines: <c>{"at":12.5,"arm":"candidate","outcome":"ok","ms":18.2,"key":"u7"}</c>.</summary>
internal static class RecordingFile
{
    /// <exception cref="UsageException">A line is none, with its number.</exception>
    public static RecordedTraffic Read(IEnumerable<string> lines)
    {
        (TimeSpan At, Line Line)[] read = [.. lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => Parse(line.Item, line.Index + 1)).Where(line => IsChosen(line.Line))];
        TimeSpan first = read.Select(line => line.At).DefaultIfEmpty().Min();
        try
        {
            return new RecordedTraffic(read.Select(line => new RecordedAttempt(line.At - first, line.Line.Arm == "candidate", line.Line.Outcome, TimeSpan.FromMilliseconds(line.Line.Ms), line.Line.Key)));
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message.Split(" (Parameter")[0]);
        }
    }

    /// <summary>Retries, rescues, copies and pinned requests were nobody's coin.</summary>
    private static bool IsChosen(Line line) => line.Assignment is null or Assignment.Randomised or Assignment.Sticky or Assignment.StickyRepeat;

    private static (TimeSpan At, Line Line) Parse(string text, int number)
    {
        try
        {
            Line line = JsonSerializer.Deserialize<Line>(text, ContractJson.Options)!;
            return line is { Arm: "candidate" or "baseline", Ms: >= 0 and < 1e9 }
                ? (At(line.At), line)
                : throw new UsageException($"Line {number}: arm must be candidate or baseline, and ms not negative.");
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw new UsageException($"Line {number}: {problem.Message}");
        }
    }

    /// <summary>Seconds, or a time.</summary>
    private static TimeSpan At(JsonElement at) => at.ValueKind == JsonValueKind.Number
        ? TimeSpan.FromSeconds(at.GetDouble())
        : DateTimeOffset.Parse(at.GetString() ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch;

    private sealed record Line(JsonElement At, string Arm, Outcome Outcome, double Ms, string? Key = null, Assignment? Assignment = null);
}
