using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>How one attempt ended: all that counting needs to know of it, live or simulated.</summary>
/// <param name="Duration">Dispatch to response headers, or to the failure.</param>
/// <param name="Invalid">The answer held a value that the version does not declare.</param>
/// <param name="StickyHash">Of the sticky key, when there is one.</param>
/// <param name="Host">Null when none was picked.</param>
/// <param name="HostLost">The connection broke after the request was sent.</param>
/// <param name="StartedAt">Monotonic, in ticks of 100 ns; above 0.</param>
/// <param name="EndedAt">When it is counted: the present moment, on the same clock.</param>
/// <param name="HasSibling">The version had another host at that moment.</param>
public readonly record struct Ending(
    Outcome Outcome, TimeSpan Duration, bool Invalid, ulong? StickyHash, string? Host, bool HostLost, long StartedAt, long EndedAt, bool HasSibling = false);
