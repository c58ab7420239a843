namespace Gateway.Telemetry;

/// <summary>What a part does at the gateway's end has time of its own: a request that had to be cut off may have used up the host's.</summary>
internal static partial class LastMoments
{
    /// <summary>Of each part; all of them together end before a service manager kills.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(3);

    public static async Task EndAsync(this BackgroundService service, Func<CancellationToken, Task> work, TimeProvider time, ILogger logger)
    {
        using CancellationTokenSource late = new(Most, time);
        try
        {
            await work(late.Token);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            LogLeft(logger, service.GetType().Name, problem.Message);
        }
    }

    [LoggerMessage(7011, LogLevel.Warning, "{Part} could not do at the end what it wanted to: {Problem}")]
    private static partial void LogLeft(ILogger logger, string part, string problem);
}
