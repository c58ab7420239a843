using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;

namespace Gateway.Routing;

/// <summary>Counts what happened to attempts; implemented by Analysis. Called on the request path: no lock, no allocation.</summary>
internal interface IRequestObserver
{
    /// <summary>Just before the attempt is sent; may turn <c>sticky</c> into <c>stickyRepeat</c>.</summary>
    void Started(Attempt attempt);

    /// <summary>Once per attempt, outcome and duration set; the attempt goes back to its pool afterwards.</summary>
    void Ended(Attempt attempt);

    /// <summary>Once per request: what the client saw and waited.</summary>
    void Responded(VersionRoute version, int statusCode, bool rescued, TimeSpan duration);
}
