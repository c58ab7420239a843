using Gateway.Telemetry;

namespace Gateway.Routing.Limits;

/// <summary>How the descriptors that this process may have are parted, so that clients never take those that the database and the hosts need.</summary>
internal static class FileShares
{
    /// <summary>Of files, logs and the runtime.</summary>
    private const int Own = 256;

    /// <summary>Connections that clients keep open, most of them slow or idle: more than there are predictions under way.</summary>
    public static int Rest => Of(17);

    /// <summary>Connections, each with many calls.</summary>
    public static int Grpc => Of(1);

    /// <summary>Connections; the port must stay reachable.</summary>
    public static int Admin => Of(2);

    /// <summary>Predictions under way over REST: each has a connection to a host. What is left is for probes, shadow copies, gRPC's and idle connections.</summary>
    public static int Predictions => Of(10);

    private static int Of(int thirtySeconds) => (int)Math.Clamp((OpenFiles.Most - Own) / 32 * thirtySeconds, 1, int.MaxValue);
}
