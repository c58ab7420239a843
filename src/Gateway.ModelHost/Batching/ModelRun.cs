using System.Diagnostics;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Batching;

/// <summary>Runs of one model: calls alone, or their rows together.</summary>
/// <param name="apart">Why its calls are never joined; null: they may be.</param>
internal sealed partial class ModelRun(ModelFile file, LoadedModel model, string? apart, ILogger logger)
{
    private volatile string? _apart = apart;

    /// <summary>Why its calls are not joined; null: they are.</summary>
    public string? Apart => _apart;

    /// <summary>The call may be run together with others that fit it.</summary>
    public bool Joins(Call call) => _apart is null && call.Rows > 0;

    /// <param name="now">On the clock of the call's arrival.</param>
    /// <exception cref="ModelException">The model threw while running.</exception>
    /// <exception cref="OperationCanceledException">The client has gone; the run was broken off.</exception>
    public Answer Alone(Call call, TimeSpan now)
    {
        try
        {
            long began = Stopwatch.GetTimestamp();
            using InputValues values = new(call.Inputs);
            long ready = Stopwatch.GetTimestamp();
            RunResult result = model.Run(values, call.Outputs, call.CancellationToken);
            RunTimes times = new(Stopwatch.GetElapsedTime(began, ready), Stopwatch.GetElapsedTime(ready), TimeSpan.Zero);
            call.Metrics.Request(now - call.Since, times, call.Inferences);
            call.Metrics.Run(times, call.Inferences);
            return new Answer(result.Outputs, result);
        }
        catch (OnnxRuntimeException problem)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            LogThrew(file.Name, file.Version, problem.Message);
            throw new ModelException($"Version {file.Version} of {file.Name} failed while running.");
        }
    }

    /// <summary>Every call's task ends. If the joint run throws, or mixes rows, each is run alone: nobody pays for another's rows.</summary>
    /// <param name="answering">One run has answered all, and the answers go out next.</param>
    public void Together(IReadOnlyList<Call> calls, TimeSpan now, Action answering)
    {
        if (calls.Count == 1)
        {
            Answer(calls[0], now, answering);
        }
        else if (!Joined(calls, now, answering))
        {
            foreach (Call call in calls)
            {
                Answer(call, now, () => { });
            }
        }
    }

    private void Answer(Call call, TimeSpan now, Action answering)
    {
        try
        {
            Answer answer = Alone(call, now);
            answering();
            call.TrySetResult(answer);
        }
        catch (OperationCanceledException)
        {
            call.TrySetCanceled(call.CancellationToken);
        }
        catch (Exception problem)
        {
            call.TrySetException(problem);
        }
    }

    private bool Joined(IReadOnlyList<Call> calls, TimeSpan now, Action answering)
    {
        long rows = calls.Sum(call => call.Rows);
        try
        {
            long began = Stopwatch.GetTimestamp();
            using JoinedInputs inputs = new(calls);
            using InputValues values = new(inputs.Tensors);
            long ready = Stopwatch.GetTimestamp();
            RunResult result = model.Run(values, calls[0].Outputs, CancellationToken.None);
            long ran = Stopwatch.GetTimestamp();
            if (result.Outputs.FirstOrDefault(output => output.Shape is not [var first, ..] || first != rows) is { } mixed)
            {
                result.Release();
                _apart = $"its output \"{mixed.Name}\" has the shape [{string.Join(',', mixed.Shape)}] for {rows} rows";
                LogApart(file.Name, file.Version, _apart);
                return false;
            }

            Answer[] answers = Split(calls, result);
            Count(calls, now, new RunTimes(Stopwatch.GetElapsedTime(began, ready), Stopwatch.GetElapsedTime(ready, ran), Stopwatch.GetElapsedTime(ran)), rows);
            answering();
            for (int i = 0; i < calls.Count; i++)
            {
                calls[i].TrySetResult(answers[i]);
            }

            return true;
        }
        catch (Exception problem) // the runtime's, or that of more memory than there is
        {
            LogTogether(file.Name, file.Version, calls.Count, problem.Message);
            return false;
        }
    }

    private static Answer[] Split(IReadOnlyList<Call> calls, RunResult result)
    {
        result.Share(calls.Count);
        long at = 0;
        Answer[] answers = new Answer[calls.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            (long first, long rows) = (at, calls[i].Rows);
            answers[i] = new Answer([.. result.Outputs.Select(output => output.Slice(first, rows))], result);
            at += rows;
        }

        return answers;
    }

    private static void Count(IReadOnlyList<Call> calls, TimeSpan now, RunTimes times, long rows)
    {
        foreach (Call call in calls)
        {
            call.Metrics.Request(now - call.Since, times, call.Inferences);
        }

        calls[0].Metrics.Run(times, rows);
    }

    [LoggerMessage(7010, LogLevel.Error, "{Model} {Version} failed while running: {Problem}")]
    private partial void LogThrew(string model, string version, string problem);

    [LoggerMessage(7011, LogLevel.Warning, "{Model} {Version} failed on {Calls} joined requests, which are run one by one: {Problem}")]
    private partial void LogTogether(string model, string version, int calls, string problem);

    [LoggerMessage(7012, LogLevel.Warning, "{Model} {Version} runs its requests one by one from now on: {Reason}")]
    private partial void LogApart(string model, string version, string reason);
}
