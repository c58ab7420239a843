using System.Collections.Concurrent;

namespace Gateway.Registry;

/// <summary>One upload of a blob at a time, the newest: a connection whose cut nobody has noticed must not keep its own continuation out.</summary>
internal sealed class UploadTurns
{
    private readonly ConcurrentDictionary<string, Turn> _running = new();

    /// <summary>Stops whoever is at it, and waits until that one has let go.</summary>
    public async Task<Turn> TakeAsync(string hash, CancellationToken cancellationToken)
    {
        Turn mine = new(hash, _running);
        while (!_running.TryAdd(hash, mine))
        {
            if (_running.TryGetValue(hash, out Turn? other))
            {
                await other.StopAsync(cancellationToken);
            }
        }

        return mine;
    }

    internal sealed class Turn(string hash, ConcurrentDictionary<string, Turn> running) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>A newer one waits.</summary>
        public CancellationToken Stopped => _stop.Token;

        public void Dispose()
        {
            running.TryRemove(KeyValuePair.Create(hash, this));
            _ended.SetResult();
        }

        internal async Task StopAsync(CancellationToken cancellationToken)
        {
            await _stop.CancelAsync();
            await _ended.Task.WaitAsync(cancellationToken);
        }
    }
}
