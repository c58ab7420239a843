using Gateway.Core.Rollouts;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Loop;

/// <summary>Every live run takes a turn.</summary>
internal sealed partial class RolloutTick(TrafficBook book, RunStep step, Rollbacks rollbacks, TimeProvider time, ILogger<RolloutTick> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private bool _away;
    private long _swept;

    /// <summary>Saves what was counted so far.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        foreach (ModelTraffic model in book.All)
        {
            try
            {
                await model.AloneAsync(
                    async () =>
                    {
                        await step.KeepAsync(model, cancellationToken);
                        return true;
                    },
                    cancellationToken);
            }
            catch (IOException problem)
            {
                LogAway(model.Model, problem.Message);
            }
        }
    }

    public async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (ModelTraffic model in book.All)
        {
            if (model.Run is not null || model.Traffic.Switch is not null)
            {
                await TurnAsync(model, cancellationToken);
            }
        }

        if (time.GetElapsedTime(_swept) > TimeSpan.FromSeconds(10))
        {
            _swept = time.GetTimestamp();
            book.Demand(); // versions that were kept warm for long enough
        }
    }

    private async Task TurnAsync(ModelTraffic model, CancellationToken cancellationToken)
    {
        try
        {
            await model.AloneWithinAsync(
                Patience,
                async () =>
                {
                    await rollbacks.SwitchAsync(model, cancellationToken);
                    if (model.Run is { } run && !run.State.Phase.IsFinal())
                    {
                        await step.TurnAsync(model, null, null, cancellationToken);
                    }
                },
                cancellationToken);
            _away = false;
        }
        catch (IOException problem) when (!_away)
        {
            _away = true;
            LogAway(model.Model, problem.Message);
        }
        catch (IOException)
        {
            // said once; predictions go on at the last applied weights
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogFailed(model.Model, problem);
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "The tick of {Model} failed")]
    private partial void LogFailed(string model, Exception problem);

    [LoggerMessage(2011, LogLevel.Error, "The tick of {Model} could not save: {Problem}. Predictions go on; promotion waits")]
    private partial void LogAway(string model, string problem);
}
