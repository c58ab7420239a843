using System.Globalization;
using System.Runtime.CompilerServices;
using Gateway.TestKit;

namespace Gateway.EndToEnd.Faults;

/// <summary>A row of the page: what the test saw. Written into it with <c>GATEWAY_WRITE_RELIABILITY=1</c>, in the order of <see cref="All"/>.</summary>
internal static class FaultRow
{
    /// <summary>Every fault there must be a test and a row for.</summary>
    public static readonly string[] All =
    [
        "host killed", "host hung", "host slow to start", "host half-open", "host answers garbage", "host closes in mid-response", "whole version dead",
        "disk full", "database locked", "database corrupt", "database away for a minute", "clock jumps",
        "gateway killed -9", "gateway restarted", "gateway restarted on held sockets", "gateway taken over", "gateway upgraded in place",
        "file descriptors exhausted", "DNS failing", "SIGTERM under load",
    ];

    public static string Page { get; } = Path.Combine(Paths.Repository, "docs", "reliability.md");

    private static readonly Lock Writing = new();

    public static void Tell(string fault, Clients clients, [CallerMemberName] string test = "", [CallerFilePath] string file = "") =>
        Tell(fault, clients.Saw, clients.Span, clients.Lost, clients.Sent, test, file);

    /// <param name="span">For which clients were not served.</param>
    public static void Tell(string fault, string saw, TimeSpan span, int lost, int sent, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_RELIABILITY") != "1")
        {
            return;
        }

        string row = string.Create(CultureInfo.InvariantCulture, $"| {fault} | {saw} | {span.TotalSeconds:0.0} | {lost} of {sent} | `{Path.GetFileNameWithoutExtension(file)}.{test}` |");
        lock (Writing)
        {
            string[] lines = File.ReadAllLines(Page);
            int head = Array.FindIndex(lines, line => line.StartsWith("|---", StringComparison.Ordinal));
            string[] rows = [.. lines.Skip(head + 1).TakeWhile(line => line.StartsWith('|')), row];
            File.WriteAllLines(Page,
            [
                .. lines.Take(head + 1),
                .. All.Select(name => rows.LastOrDefault(line => line.StartsWith($"| {name} |", StringComparison.Ordinal))).OfType<string>(),
                .. lines.Skip(head + 1).SkipWhile(line => line.StartsWith('|')),
            ]);
        }
    }
}
