using Gateway.Routing.Attempts;

namespace Gateway.Routing.Shadows;

/// <summary>Counts what came of copies; implemented by Analysis. Called off the request path.</summary>
internal interface IShadowObserver
{
    /// <summary>Once per copy that was sent, outcome and duration set; the attempt goes back to its pool afterwards.</summary>
    /// <param name="baseline">The baseline's answer, whole; usable, or there would be no copy.</param>
    /// <param name="candidate">The candidate's; empty when there was none, or none of a size that is kept.</param>
    void Answered(Attempt copy, ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> candidate);

    /// <summary>A request in the share was not copied, for want of room.</summary>
    void Dropped();
}
