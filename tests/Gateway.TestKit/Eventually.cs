using System.Diagnostics;

namespace Gateway.TestKit;

/// <summary>Waits for a condition, with a deadline; no test sleeps.</summary>
public static class Eventually
{
    public static async Task<T> GetAsync<T>(Func<Task<T?>> look, string what, TimeSpan? deadline = null, Func<string>? otherwise = null)
        where T : class
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan limit = deadline ?? TimeSpan.FromSeconds(30);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        Exception? last = null;
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            try
            {
                if (await look() is { } found)
                {
                    return found;
                }
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException)
            {
                last = problem;
            }

            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException($"{what} did not happen within {limit.TotalSeconds:0} s. {last?.Message}\n{otherwise?.Invoke()}");
    }

    public static Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? deadline = null, Func<string>? otherwise = null) =>
        GetAsync(async () => await condition() ? "yes" : null, what, deadline, otherwise);

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? deadline = null, Func<string>? otherwise = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, deadline, otherwise);
}
