using System.Runtime.CompilerServices;
using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing.Clusters;

/// <summary>Takes a host out for a while when it fails in a row and another host of its version answers: also with two hosts, never the last one.</summary>
internal sealed class HostEjection(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "hostEjection";

    /// <summary>As many as Envoy's default for consecutive 5xx.</summary>
    public const int InARow = 5;

    /// <summary>Grows with each ejection, up to ten times.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    private readonly ConditionalWeakTable<DestinationState, Record> _hosts = [];

    public string Name => PolicyName;

    /// <remarks>Called by <see cref="AttemptRunner"/>, which knows the version's own cluster; YARP's middleware would hand over the route's, at the price of one more frame.</remarks>
    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        Record host = _hosts.GetValue(destination, static _ => new Record());
        ForwarderError error = context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None;
        if (IsClients(error))
        {
            return;
        }

        if (error == ForwarderError.None && Answered(Prediction.Of(context)))
        {
            host.Answered();
        }
        else if (host.Failed() && cluster.DestinationsState.AvailableDestinations.Any(other => other != destination && Answers(other)))
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, First * host.Eject());
        }
    }

    private static bool Answered(Prediction prediction) =>
        prediction.Attempt!.StatusCode < 500 || prediction.Protocol.Answered(prediction.Attempt.StatusCode) is Outcome.Rejected or Outcome.Aborted;

    private bool Answers(DestinationState host) => _hosts.TryGetValue(host, out Record? record) && record.Answers;

    /// <summary>The client went away, or sent a broken body: it says nothing of the host.</summary>
    private static bool IsClients(ForwarderError error) => error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled;

    private sealed class Record
    {
        private int _bad;
        private int _ejections;
        private volatile bool _answered;

        /// <summary>Its last attempt went well.</summary>
        public bool Answers => _answered && Volatile.Read(ref _bad) == 0;

        public void Answered()
        {
            _answered = true;
            if (Volatile.Read(ref _bad) != 0)
            {
                Volatile.Write(ref _bad, 0);
            }
        }

        /// <returns>True when it failed so often in a row that it should be taken out.</returns>
        public bool Failed() => Interlocked.Increment(ref _bad) >= InARow;

        public int Eject()
        {
            Volatile.Write(ref _bad, 0);
            return Math.Min(10, Interlocked.Increment(ref _ejections));
        }
    }
}
