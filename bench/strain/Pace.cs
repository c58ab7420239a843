using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>How requests at a steady pace were answered.</summary>
internal sealed class Pace
{
    private readonly ConcurrentBag<double> _good = [];

    /// <summary>Answered with 200.</summary>
    public int Good => _good.Count;

    public int Sent { get; private set; }

    /// <summary>Of those answered with 200, in milliseconds.</summary>
    public double P99 => _good.Order().ElementAt(_good.Count * 99 / 100);

    public static Task<Pace> RunAsync(ForeignModel model, int perSecond, TimeSpan span) => RunAsync(_ => model.PredictAsync(), perSecond, span);

    public static async Task<Pace> RunAsync(Func<int, Task<HttpResponseMessage>> predict, int perSecond, TimeSpan span)
    {
        Pace pace = new();
        await using Clients clients = new(number => pace.SendAsync(predict, number), perSecond);
        await Task.Delay(span, TimeProvider.System, CancellationToken.None);
        await clients.EndAsync();
        pace.Sent = clients.Sent;
        return pace;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<int, Task<HttpResponseMessage>> predict, int number)
    {
        long started = Stopwatch.GetTimestamp();
        HttpResponseMessage response = await predict(number);
        if (response.IsSuccessStatusCode)
        {
            _good.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return response;
    }
}
