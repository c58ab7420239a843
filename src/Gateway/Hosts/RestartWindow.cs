namespace Gateway.Hosts;

/// <summary>The latest restarts of one host: three within ten minutes are flapping. Not thread-safe.</summary>
internal sealed class RestartWindow(TimeProvider time)
{
    public const int Many = 3;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Queue<long> _restarts = new(Many);
    private bool _flapping;

    /// <returns>True for the restart that makes it flap; again only after it has not for a while.</returns>
    public bool Restarted()
    {
        if (_restarts.Count == Many)
        {
            _restarts.Dequeue();
        }

        _restarts.Enqueue(time.GetTimestamp());
        bool before = _flapping;
        _flapping = _restarts.Count == Many && time.GetElapsedTime(_restarts.Peek()) <= Window;
        return _flapping && !before;
    }
}
