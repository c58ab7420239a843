namespace Gateway.Hosts;

/// <summary>A host that something else runs: probed, never started.</summary>
/// <param name="headers">As they are now: effective without a pause in serving.</param>
internal sealed class StaticHost(
    HostView first, string? healthPath, Func<IReadOnlyDictionary<string, string>> headers, HostProbe probe, IHostLoad load, TimeProvider time) : IRunningHost
{
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostDrain = TimeSpan.FromMinutes(2);

    public HostView View { get; private set; } = first;

    public async Task RunAsync(Action changed, CancellationToken retired)
    {
        changed();
        int good = 0, bad = 0;
        while (!retired.IsCancellationRequested)
        {
            Refresh(changed);
            bool ready = await IsReadyAsync(retired);
            (good, bad) = ready ? (good + 1, 0) : (0, bad + 1);
            HostState next = good >= 2 || ready && View.State == HostState.Ready ? HostState.Ready
                : bad >= 2 ? HostState.Unhealthy
                : View.State;
            Enter(next, changed);
            await Pause(View.State == HostState.Ready ? Every * (0.9 + 0.2 * Spread()) : bad > 10 ? Every : Eager, retired);
        }

        Enter(HostState.Draining, changed);
        long since = time.GetTimestamp();
        do
        {
            await Pause(Eager, CancellationToken.None);
        }
        while (load.InFlight(View.Id) > 0 && time.GetElapsedTime(since) < MostDrain);
    }

    private async Task<bool> IsReadyAsync(CancellationToken retired)
    {
        try
        {
            return await probe.IsReadyAsync(View, healthPath, retired);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Refresh(Action changed)
    {
        IReadOnlyDictionary<string, string> now = headers();
        if (now.Count != View.Headers.Count || now.Except(View.Headers).Any())
        {
            View = View with { Headers = now };
            changed();
        }
    }

    private void Enter(HostState state, Action changed)
    {
        if (View.State != state)
        {
            View = View with { State = state };
            changed();
        }
    }

    /// <summary>So that a thousand hosts are not asked at one moment.</summary>
    private double Spread() => (uint)View.Id.GetHashCode(StringComparison.Ordinal) / (double)uint.MaxValue;

    private async Task Pause(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
