namespace Gateway.Core.Analysis;

/// <summary>A measure, a limit, and what happens when the limit is broken. Its text is its name everywhere.</summary>
/// <param name="DryRun">Judged and shown, never acted on.</param>
/// <param name="Alpha">Its own share of α, absolute; null: shared.</param>
public sealed record Guard(Measure Measure, Limit Limit, GuardAction Action = GuardAction.Rollback, bool DryRun = false, double? Alpha = null)
{
    public string Text { get; } = $"{Measure.Name()} <= {Limit}";

    /// <summary>Guards that agree in what is bad share one counter: all of a measure, but each latency limit its own.</summary>
    public string Counter { get; } = Measure.IsLatency() ? $"{Measure.Name()} <= {Limit}" : Measure.Name();

    public bool IsRelative => Limit is Limit.TimesBaseline;

    /// <summary>Acts by itself: an ignored failure does not stop a step.</summary>
    public bool Decides => !DryRun && Action != GuardAction.Notify;

    public override string ToString() => Text;
}
