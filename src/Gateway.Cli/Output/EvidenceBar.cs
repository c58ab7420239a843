using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Cli.Output;

/// <summary>A guard's evidence against the candidate, as a bar that is full when it fails.</summary>
internal static class EvidenceBar
{
    private const int Width = 20;

    public static string Of(GuardStatus guard) => string.Create(
        CultureInfo.InvariantCulture, $"  {guard.Guard,-24} {Shape(guard)}  {guard.Candidate.Bad} of {guard.Candidate.Attempts}, baseline {guard.Baseline.Bad} of {guard.Baseline.Attempts}");

    /// <summary>What is worth a new line when it changes: the bar's length and the verdict, not each request.</summary>
    public static string Shape(GuardStatus guard)
    {
        double share = guard.Verdict == "failed" ? 1 : guard.Threshold > 0 ? Math.Clamp(guard.LogE / guard.Threshold, 0, 1) : 0;
        int full = (int)(share * Width);
        return $"[{new string('#', full)}{new string('.', Width - full)}] {guard.Verdict}";
    }
}
