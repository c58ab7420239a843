using Gateway.Core.Routing;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Routing.Shadows;

/// <summary>The share of the baseline's requests that is copied to a candidate; its answers reach nobody.</summary>
/// <param name="share">Basis points, 1 … 10 000.</param>
/// <param name="seed">Of the split: another than the traffic's, so that no arm's places are preferred.</param>
internal sealed class RouteMirror(VersionRoute candidate, int share, ulong seed, ShadowLane lane, IShadowObserver observer)
{
    private readonly TrafficSplit _split = new([share, TrafficSplit.Whole - share], seed);
    private long _places = -1;

    public VersionRoute Candidate => candidate;

    public IShadowObserver Observer => observer;

    /// <returns>Null: this request is not copied. Otherwise its answer is captured from here on.</returns>
    public ShadowCopy? Begin(HttpContext context, Prediction prediction, in VersionChoice choice)
    {
        if (prediction.Kind is PredictionKind.Metadata or PredictionKind.Stream || candidate.PlainHttp != choice.Arm.PlainHttp
            || choice.Assignment is not (Assignment.Randomised or Assignment.Sticky) || choice.Arm != prediction.Snapshot.BaselineArm
            || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || _split.Pick(Interlocked.Increment(ref _places)) != 0)
        {
            return null;
        }

        if (lane.HasRoom)
        {
            return new ShadowCopy(context, prediction, this);
        }

        Drop();
        return null;
    }

    public bool Offer(ShadowCopy copy) => lane.Offer(copy);

    public void Drop()
    {
        Dropped.ShadowCopy.Inc();
        observer.Dropped();
    }
}
