namespace Gateway.Rollouts.Loop;

/// <summary>Keeps a loop going: one that stands still or falls over is begun anew, and the old one is told to end.</summary>
/// <param name="patience">How long the loop may be silent.</param>
internal sealed class Watchdog(TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private long _beat = time.GetTimestamp();
    private int _restarts;

    /// <summary>Since the loop last said that it lives.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _beat));

    public bool Stuck => Silence >= patience;

    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>The loop lives.</summary>
    public void Beat() => Volatile.Write(ref _beat, time.GetTimestamp());

    /// <param name="loop">Runs until it is cancelled; an abandoned one may still be running when the next begins.</param>
    /// <param name="alarm">Told before each new beginning: how long it was silent, and why it fell over, if it did.</param>
    public async Task GuardAsync(Func<CancellationToken, Task> loop, Action<TimeSpan, Exception?> alarm, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            using CancellationTokenSource own = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Beat();
            Task running = Task.Run(() => loop(own.Token), CancellationToken.None);
            while (!running.IsCompleted && !Stuck)
            {
                await Task.WhenAny(running, Task.Delay(Every, time, CancellationToken.None));
            }

            if (!stopping.IsCancellationRequested)
            {
                Interlocked.Increment(ref _restarts);
                alarm(Silence, running.Exception?.InnerException);
                await own.CancelAsync();
                await Task.WhenAny(running, Task.Delay(Every, time, stopping)); // a loop that falls over at once must not spin
            }
        }
    }
}
