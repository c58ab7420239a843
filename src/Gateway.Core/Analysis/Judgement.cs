namespace Gateway.Core.Analysis;

/// <summary>What the evidence says of one guard.</summary>
/// <param name="Environment">The limit is broken, by the baseline as well: nobody is blamed.</param>
/// <param name="LogE">ln E against the candidate.</param>
/// <param name="LogPass">ln E for the candidate: passed at ln(1/α_promote).</param>
/// <param name="Totals">Over all segments that count for the guard.</param>
/// <param name="NeedMore">Attempts of the candidate until it would pass, if none of them is bad; null when passed, failed or unknowable.</param>
public sealed record Judgement(JudgedGuard Guard, Verdict Verdict, bool Environment, double LogE, double LogPass, Counts Totals, long? NeedMore)
{
    /// <summary>The baseline breaks the limit and the candidate is better.</summary>
    public bool Expedites { get; init; }
}
