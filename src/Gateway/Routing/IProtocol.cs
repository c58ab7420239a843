using Gateway.Core.Routing;
using Gateway.Routing.Clusters;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Routing;

/// <summary>What differs between the two ways in which predictions come; everything else is one pipeline.</summary>
internal interface IProtocol
{
    /// <summary>The cluster of the version's hosts that speak it.</summary>
    string ClusterOf(VersionRoute arm);

    /// <summary>The request as the host knows it.</summary>
    void Address(RequestTransformContext context, Prediction prediction, HostTarget? target);

    /// <summary>The same for a copy, without its headers.</summary>
    HttpRequestMessage Copy(ShadowCopy copy, string address, HostTarget? target);

    /// <returns>The HTTP status of a host's answer, or the one that stands for the protocol's own, as far as its head tells.</returns>
    int Status(HttpResponseMessage answer);

    /// <returns>The same once the answer is over.</returns>
    int FinalStatus(HttpResponseMessage answer);

    /// <summary>What a host's status means for its version.</summary>
    Outcome Answered(int status);

    /// <summary>The HTTP status of what the client got, or the one that stands for it.</summary>
    int Told(HttpContext context);

    /// <summary>Tells the client of an error, unless its answer has begun.</summary>
    /// <param name="status">As HTTP would have it.</param>
    /// <param name="retryAfter">Seconds, for 429 and 503.</param>
    Task FailAsync(HttpContext context, int status, string message, int? retryAfter = null);
}
