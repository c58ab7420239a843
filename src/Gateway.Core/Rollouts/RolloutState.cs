using System.Collections.Immutable;

namespace Gateway.Core.Rollouts;

/// <summary>Where a rollout stands: all that <see cref="RolloutMachine.Next"/> remembers.</summary>
/// <param name="CandidateWeight">Basis points.</param>
/// <param name="InPhase">Time in this phase, gateway down times left out.</param>
/// <param name="InStep">Time in this step, held times left out.</param>
/// <param name="Total">Time of the run.</param>
/// <param name="SamplesBefore">Attempts of the candidate before this step.</param>
/// <param name="Then">What a held or preparing run goes on with.</param>
/// <param name="Reason">Why it is here: the deciding guard's sentence, an operator's words.</param>
public sealed record RolloutState(
    Phase Phase,
    Cause Cause,
    int StepIndex,
    int CandidateWeight,
    TimeSpan InPhase,
    TimeSpan InStep,
    TimeSpan Total,
    long SamplesBefore,
    Phase Then,
    HeldBecause? HeldBecause,
    string? Reason)
{
    /// <summary>A hand-made split's further versions: basis points, neither judged nor moved.</summary>
    public ImmutableArray<KeyValuePair<string, int>> Others { get; init; } = [];

    /// <summary>The candidate's weight as set by hand; outlives a restart's preparing.</summary>
    public int? ManualWeight { get; init; }

    /// <summary>This step's gate was opened by an operator: it is not asked for again while evidence is still missing.</summary>
    public bool Approved { get; init; }

    /// <summary>Basis points of the baseline's requests that are copied to the candidate now.</summary>
    public int Mirror { get; init; }

    public static readonly RolloutState First =
        new(Phase.Preparing, Cause.Started, 0, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0, Phase.Progressing, null, null);

    /// <summary>The same but for its clocks: nothing that anyone must be told.</summary>
    public bool SameAs(RolloutState other) =>
        this == other with { InPhase = InPhase, InStep = InStep, Total = Total };

    /// <summary>After a restart: the candidate gets nothing until its hosts are ready, then the run goes on where it was.</summary>
    public RolloutState Recovered() => Phase.IsFinal() || Phase == Phase.RollingBack ? this : Enter(Phase.Preparing, Cause.Restarted) with
    {
        CandidateWeight = 0,
        Then = Phase is Phase.Preparing ? Then : Phase is Phase.Promoting ? Phase.Baking : Phase,
        HeldBecause = HeldBecause,
    };

    internal RolloutState After(TimeSpan elapsed) => this with
    {
        InPhase = InPhase + elapsed,
        InStep = Phase is Phase.Progressing or Phase.Shadowing ? InStep + elapsed : InStep,
        Total = Total + elapsed,
    };

    internal RolloutState Enter(Phase phase, Cause cause, string? reason = null) => this with
    {
        Phase = phase,
        Cause = cause,
        InPhase = TimeSpan.Zero,
        HeldBecause = null,
        Mirror = 0,
        Reason = reason ?? (cause is Cause.Restarted ? Reason : null),
    };

    internal RolloutState Hold(HeldBecause because, Cause cause, string? reason = null) => Enter(Phase.Held, cause, reason) with
    {
        HeldBecause = because,
        Then = Phase == Phase.Held ? Then : Phase,
    };

    internal RolloutState RollBack(Cause cause, string reason) => Enter(Phase.RollingBack, cause, reason) with { CandidateWeight = 0 };

    internal RolloutState Abort(Cause cause, string? reason) => Enter(Phase.Aborted, cause, reason) with { CandidateWeight = 0, Others = [], ManualWeight = null };
}
