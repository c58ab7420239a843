using Gateway.TestKit;

namespace Gateway.EndToEnd.Soak;

/// <summary>What a process holds, looked at every second: resident bytes and open files.</summary>
internal sealed class Trend(RunningProcess process)
{
    private readonly List<long> _memory = [];
    private readonly List<int> _files = [];

    /// <summary>Of the last quarter against the second one, in bytes: the first is the start. The least of each, as collections and idle connections come and go.</summary>
    public long Growth => Least(_memory, 3) - Least(_memory, 1);

    /// <inheritdoc cref="Growth"/>
    public int MoreFiles => Least(_files, 3) - Least(_files, 1);

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        while (!cancellationToken.IsCancellationRequested)
        {
            _memory.Add(process.Memory);
            _files.Add(Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public override string ToString() => $"{Least(_memory, 3) >> 20} MB ({Growth / (1 << 20):+0;-0;+0}), {Least(_files, 3)} open files ({MoreFiles:+0;-0;+0})";

    private static T Least<T>(List<T> all, int quarter) => all.Skip(all.Count * quarter / 4).Take(all.Count / 4).Min()!;
}
