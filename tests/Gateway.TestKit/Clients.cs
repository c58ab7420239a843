using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.TestKit;

/// <summary>Requests at a steady pace whether or not earlier ones were answered, and what their clients saw.</summary>
public sealed class Clients : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(long At, string Saw)> _lost = new();
    private readonly Task _run;
    private int _sent;

    public Clients(GatewayProcess gateway, IReadOnlyList<string> models, string body, int perSecond)
        : this(number => gateway.InferAsync(models[number % models.Count], body), perSecond)
    {
    }

    /// <param name="send">The request of a number: 0, 1, ….</param>
    public Clients(Func<int, Task<HttpResponseMessage>> send, int perSecond) => _run = Task.Run(() => RunAsync(send, perSecond));

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Answered other than 200, or not at all.</summary>
    public int Lost => _lost.Count;

    /// <summary>From the first lost request to the last.</summary>
    public TimeSpan Span => _lost.IsEmpty ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_lost.Min(lost => lost.At), _lost.Max(lost => lost.At));

    /// <summary>Such as <c>200</c>, or <c>200; 12 × refused</c>.</summary>
    public string Saw => string.Join("; ", _lost.GroupBy(lost => lost.Saw).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} × {group.Key}").Prepend("200"));

    public Task SentAsync(int more)
    {
        int enough = Sent + more;
        return Eventually.TrueAsync(() => Sent >= enough, $"{more} requests more", TimeSpan.FromMinutes(3));
    }

    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(Func<int, Task<HttpResponseMessage>> send, int perSecond)
    {
        long started = Stopwatch.GetTimestamp();
        List<Task> open = [];
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!_stop.IsCancellationRequested)
        {
            int due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
            for (; _sent < due; _sent++)
            {
                open.Add(SendAsync(send, _sent));
            }

            open.RemoveAll(task => task.IsCompleted);
            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(open);
    }

    private async Task SendAsync(Func<int, Task<HttpResponseMessage>> send, int number)
    {
        try
        {
            using HttpResponseMessage response = await send(number);
            if (!response.IsSuccessStatusCode)
            {
                _lost.Enqueue((Stopwatch.GetTimestamp(), $"{(int)response.StatusCode}"));
            }
        }
        catch (HttpRequestException problem)
        {
            _lost.Enqueue((Stopwatch.GetTimestamp(), problem.HttpRequestError == HttpRequestError.ConnectionError ? "refused" : "broken off"));
        }
        catch (TaskCanceledException)
        {
            _lost.Enqueue((Stopwatch.GetTimestamp(), "no answer"));
        }
    }
}
