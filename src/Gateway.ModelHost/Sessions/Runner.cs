using System.Diagnostics;
using Gateway.Core.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>A request's way through a model, whichever protocol it came by.</summary>
internal sealed partial class Runner(Turns turns, ILogger<Runner> logger)
{
    /// <returns>In the order of the request's outputs; the caller's to dispose.</returns>
    /// <exception cref="ProtocolException">The request does not fit the model.</exception>
    /// <exception cref="BusyException">Too many wait already.</exception>
    /// <exception cref="ModelException">The model threw while running.</exception>
    public async Task<Answer> RunAsync(ReadyModel ready, InferRequest request, CancellationToken cancellationToken)
    {
        List<Tensor> filled = [];
        try
        {
            IReadOnlyList<Tensor> inputs = ready.Rules.Apply(request, filled);
            IReadOnlyList<string> outputs = ready.Rules.Outputs(request);
            long queued = Stopwatch.GetTimestamp();
            return await turns.TakeAsync(cancellationToken)
                ? Run(ready, inputs, outputs, queued)
                : throw new BusyException("Too many requests wait already.");
        }
        finally
        {
            filled.ForEach(tensor => tensor.Dispose());
        }
    }

    private Answer Run(ReadyModel ready, IReadOnlyList<Tensor> inputs, IReadOnlyList<string> outputs, long queued)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            return Answer.Whole(outputs, ready.Model.Run(inputs, outputs));
        }
        catch (OnnxRuntimeException problem)
        {
            LogThrew(ready.File.Name, ready.File.Version, problem.Message);
            throw new ModelException($"Version {ready.File.Version} of {ready.File.Name} failed while running.");
        }
        finally
        {
            turns.Give();
            long rows = inputs is [{ Shape: [var batch, ..] }, ..] ? Math.Max(1, batch) : 1;
            ready.Metrics?.Ran(Stopwatch.GetElapsedTime(queued, began), Stopwatch.GetElapsedTime(began), rows);
        }
    }

    [LoggerMessage(7010, LogLevel.Error, "{Model} {Version} failed while running: {Problem}")]
    private partial void LogThrew(string model, string version, string problem);
}
