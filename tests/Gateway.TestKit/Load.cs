using System.Collections.Concurrent;

namespace Gateway.TestKit;

/// <summary>Clients that send row after row until they are stopped; bounded in number.</summary>
public sealed class Load : IAsyncDisposable
{
    private const int Most = 200_000;

    /// <summary>Between an answer and the next request: four clients ask for about a thousand a second, and leave the cores to other tests.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _clients;
    private int _sent;

    public Load(GatewayProcess gateway, string model, IReadOnlyList<string> rows, int clients, string? key = null) =>
        _clients = [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => RunAsync(gateway, model, rows, key)))];

    /// <summary>Status (0: no answer) → how many.</summary>
    public ConcurrentDictionary<int, int> Statuses { get; } = new();

    /// <summary>Version → how many.</summary>
    public ConcurrentDictionary<string, int> Versions { get; } = new();

    private int _rescued;

    public int Rescued => Volatile.Read(ref _rescued);

    public int Sent => Volatile.Read(ref _sent);

    public int Failed => Statuses.Where(status => status.Key != 200).Sum(status => status.Value);

    /// <summary>Waits until so many more requests have been answered.</summary>
    public Task AnsweredAsync(int requests)
    {
        int enough = Statuses.Values.Sum() + requests;
        return Eventually.TrueAsync(() => Statuses.Values.Sum() >= enough, $"{requests} answers", TimeSpan.FromSeconds(60), () => $"{Sent} sent");
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(GatewayProcess gateway, string model, IReadOnlyList<string> rows, string? key)
    {
        while (!_stop.IsCancellationRequested && Interlocked.Increment(ref _sent) is var number && number < Most)
        {
            try
            {
                using HttpResponseMessage response = key is null
                    ? await gateway.InferAsync(model, rows[number % rows.Count])
                    : await gateway.InferAsync(model, rows[number % rows.Count], null, (key, $"user-{number % 500}"));
                Statuses.AddOrUpdate((int)response.StatusCode, 1, (_, count) => count + 1);
                if (response.Headers.TryGetValues("x-model-version", out IEnumerable<string>? version))
                {
                    Versions.AddOrUpdate(version.First(), 1, (_, count) => count + 1);
                }

                if (response.Headers.Contains("x-rescued"))
                {
                    Interlocked.Increment(ref _rescued);
                }
            }
            catch (HttpRequestException)
            {
                Statuses.AddOrUpdate(0, 1, (_, count) => count + 1);
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
