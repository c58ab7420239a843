using System.Diagnostics;

namespace Gateway.TestKit;

/// <summary>So many requests at a steady pace, whether or not earlier ones were answered; ends by itself.</summary>
public sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private int _sent;
    private int _failed;
    private int _rescued;

    public SteadyLoad(GatewayProcess gateway, string model, string body, int perSecond, int requests) =>
        _run = Task.Run(() => RunAsync(gateway, model, body, perSecond, requests));

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Answered other than 200, or not at all.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public int Rescued => Volatile.Read(ref _rescued);

    public Task SentAsync(int requests) => Eventually.TrueAsync(() => Sent >= requests, $"{requests} requests", TimeSpan.FromMinutes(2));

    /// <summary>Waits until all were answered.</summary>
    public Task EndAsync() => _run;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(GatewayProcess gateway, string model, string body, int perSecond, int requests)
    {
        long started = Stopwatch.GetTimestamp();
        List<Task> open = [];
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (_sent < requests && !_stop.IsCancellationRequested)
        {
            int due = Math.Min(requests, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond));
            for (; _sent < due; _sent++)
            {
                open.Add(SendAsync(gateway, model, body));
            }

            open.RemoveAll(task => task.IsCompleted);
            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(open);
    }

    private async Task SendAsync(GatewayProcess gateway, string model, string body)
    {
        try
        {
            using HttpResponseMessage response = await gateway.InferAsync(model, body);
            Interlocked.Add(ref _failed, response.IsSuccessStatusCode ? 0 : 1);
            Interlocked.Add(ref _rescued, response.Headers.Contains("x-rescued") ? 1 : 0);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
