namespace Gateway.Hosts;

/// <summary>One host being looked after: a process of ours, or an address of somebody else's.</summary>
internal interface IRunningHost
{
    HostView View { get; }

    /// <summary>Ends when the host is drained and gone. Starts draining when <paramref name="retired"/> is cancelled.</summary>
    /// <param name="changed">Called after each change of <see cref="View"/>.</param>
    Task RunAsync(Action changed, CancellationToken retired);
}
