using System.Globalization;

namespace Gateway.Dashboard;

/// <summary>Numbers and times as every page writes them.</summary>
internal static class Format
{
    private static readonly NumberFormatInfo Numbers = new() { NumberGroupSeparator = "\u202f", NumberDecimalSeparator = "." };

    public static string Count(long number) => number.ToString("#,0", Numbers);

    /// <param name="percent">0 … 100.</param>
    public static string Percent(decimal percent) => percent.ToString("0.##", Numbers) + "\u202f%";

    /// <param name="share">0 … 1.</param>
    public static string Share(double share) => (share * 100).ToString(share is > 0 and < 0.001 ? "0.###" : "0.##", Numbers) + "\u202f%";

    public static string PerSecond(double rate) => rate.ToString(rate is > 0 and < 10 ? "0.0" : "#,0", Numbers);

    /// <returns>A dash where there is none.</returns>
    public static string Latency(double? seconds) => seconds switch
    {
        null => "–",
        < 0.01 => (seconds.Value * 1000).ToString("0.0", Numbers) + "\u202fms",
        < 1 => (seconds.Value * 1000).ToString("0", Numbers) + "\u202fms",
        _ => seconds.Value.ToString("0.00", Numbers) + "\u202fs",
    };

    public static string Bytes(long? bytes) => bytes switch
    {
        null => "–",
        < 10_000 => $"{bytes}\u202fB",
        < 10_000_000 => $"{bytes / 1000}\u202fkB",
        _ => $"{bytes / 1_000_000}\u202fMB",
    };

    /// <summary>UTC, as the journal has it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>To two units, such as <c>3 min 20 s</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{span.Seconds} s",
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{span.Days} d {span.Hours} h",
    };

    /// <returns>What the journal has as from and to: words of the API with spaces, digests short.</returns>
    public static string Side(string? text) => text switch { null => "–", _ when text.StartsWith("sha256:", StringComparison.Ordinal) => text[..Math.Min(text.Length, 19)], _ => Word(text) };

    /// <returns>A word of the API, with spaces: <c>rolledBack</c> → <c>rolled back</c>.</returns>
    public static string Word(string word) => string.Concat(word.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
