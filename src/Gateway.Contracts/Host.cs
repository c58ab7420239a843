namespace Gateway.Contracts;

/// <summary>One host as it is now.</summary>
/// <param name="Cpu">Seconds used since it started; null where it cannot be known.</param>
/// <param name="Memory">Resident bytes.</param>
public sealed record Host(
    string Id,
    int? Pid,
    string Model,
    string Version,
    string Address,
    string State,
    int InFlight,
    int Restarts,
    double? Cpu,
    long? Memory,
    HostNetwork Network,
    string Device);

public sealed record HostNetwork(long ReceiveBytes, long TransmitBytes);
