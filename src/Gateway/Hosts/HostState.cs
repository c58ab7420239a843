namespace Gateway.Hosts;

internal enum HostState
{
    Starting,
    Ready,
    Unhealthy,
    Draining,
    Stopped,
}
