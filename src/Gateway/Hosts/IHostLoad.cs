namespace Gateway.Hosts;

/// <summary>How busy a host is, as the request path counts it; implemented by Routing.</summary>
internal interface IHostLoad
{
    /// <returns>Requests in flight on the host.</returns>
    int InFlight(string hostId);

    /// <returns>It failed in a row while a sibling answered: it gets no requests for a while.</returns>
    bool Ejected(string hostId);
}
