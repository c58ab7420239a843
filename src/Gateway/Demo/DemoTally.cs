using System.Collections.Concurrent;

namespace Gateway.Demo;

/// <summary>What clients saw.</summary>
internal sealed class DemoTally
{
    private readonly ConcurrentDictionary<string, Answers> _versions = new();
    private long _notOk;
    private long _rescued;
    private long _sent;

    public long Sent => Volatile.Read(ref _sent);

    public long NotOk => Volatile.Read(ref _notOk);

    public long Rescued => Volatile.Read(ref _rescued);

    /// <summary>Version → answers, and how many of them were right.</summary>
    public IEnumerable<(string Version, long Answered, long Right)> Versions =>
        _versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => (version.Key, version.Value.Total, version.Value.Right));

    public void Add(int status, string? version, bool right, bool rescued)
    {
        Interlocked.Increment(ref _sent);
        Interlocked.Add(ref _rescued, rescued ? 1 : 0);
        if (status != 200)
        {
            Interlocked.Increment(ref _notOk);
            return;
        }

        _versions.GetOrAdd(version ?? "none", _ => new Answers()).Add(right);
    }

    private sealed class Answers
    {
        private long _total;
        private long _right;

        public long Total => Volatile.Read(ref _total);

        public long Right => Volatile.Read(ref _right);

        public void Add(bool right)
        {
            Interlocked.Increment(ref _total);
            Interlocked.Add(ref _right, right ? 1 : 0);
        }
    }
}
