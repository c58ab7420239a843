namespace Gateway.Core.Simulation;

/// <summary>Made-up requests.</summary>
/// <param name="Rate">Requests a second, &gt; 0.</param>
public sealed record SyntheticTraffic(double Rate, VersionBehaviour Baseline, VersionBehaviour Candidate)
{
    /// <summary>Evenly spaced; else Poisson.</summary>
    public bool Steady { get; init; }

    /// <summary>Sticky users, equally busy; 0: requests carry no key.</summary>
    public int Users { get; init; }

    /// <summary>The model's.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When clients give up; null: never.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Attempts of the baseline in the day before, at most 50 000 of which are drawn: its quantiles are frozen from them.</summary>
    public long HistoryAttempts { get; init; } = (long)Math.Min(Rate * 86_400, 50_000);

    public IWorkload Start(ulong seed) => new SyntheticWorkload(this, seed);
}
