using System.Diagnostics;
using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Endpoints;

/// <summary>A request's way through a model: read, run, written.</summary>
internal sealed partial class Inference(Turns turns, ServeOptions options, ILogger<Inference> logger)
{
    private const int Rehearsals = 3;

    /// <summary>The whole way with made-up rows, before the model is said to be ready: on first use its code costs about 20 ms that no later request pays (2026-11, two cores), and a rollout would blame the version.</summary>
    public async Task RehearseAsync(ModelFile file, ReadyModel ready)
    {
        if (ExampleRequest.Of(ready.Model.Signature) is not { } body)
        {
            return;
        }

        for (int i = 0; i < Rehearsals; i++)
        {
            DefaultHttpContext context = new() { Response = { Body = Stream.Null } };
            context.Request.ContentType = "application/json";
            context.Request.ContentLength = body.Length;
            context.Request.Body = new MemoryStream(body);
            await AnswerAsync(context, file, ready, metrics: null);
        }
    }

    /// <param name="metrics">Null: counted nowhere.</param>
    /// <returns>True when the model answered.</returns>
    public async Task<bool> AnswerAsync(HttpContext context, ModelFile file, ReadyModel ready, ModelMetrics? metrics)
    {
        try
        {
            Content.Check(context.Request);
            using RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            using InferRequest request = InferRequestReader.Read(body.Bytes);
            return await RunAsync(context, file, ready, request, metrics);
        }
        catch (ProtocolException problem)
        {
            await Answers.ErrorAsync(context, 400, problem.Message);
        }
        catch (BadHttpRequestException problem)
        {
            await Answers.ErrorAsync(context, problem.StatusCode, problem.Message);
        }
        catch (OnnxRuntimeException problem)
        {
            LogThrew(file.Name, file.Version, problem.Message);
            await Answers.ErrorAsync(context, 500, $"Version {file.Version} of {file.Name} failed while running.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }

        return false;
    }

    private async Task<bool> RunAsync(HttpContext context, ModelFile file, ReadyModel ready, InferRequest request, ModelMetrics? metrics)
    {
        List<Tensor> filled = [];
        try
        {
            IReadOnlyList<Tensor> inputs = ready.Rules.Apply(request, filled);
            IReadOnlyList<string> outputs = ready.Rules.Outputs(request);
            long queued = Stopwatch.GetTimestamp();
            if (!await turns.TakeAsync(context.RequestAborted))
            {
                context.Response.Headers.RetryAfter = "1";
                await Answers.ErrorAsync(context, 503, "Too many requests wait already.");
                return false;
            }

            using IDisposableReadOnlyCollection<OrtValue> values = Run(ready, inputs, outputs, queued, metrics);
            await InferResponse.WriteAsync(context.Response, file, request.Id, outputs, values, options.Session.AllowInfinity);
            return true;
        }
        finally
        {
            filled.ForEach(tensor => tensor.Dispose());
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(ReadyModel ready, IReadOnlyList<Tensor> inputs, IReadOnlyList<string> outputs, long queued, ModelMetrics? metrics)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            return ready.Model.Run(inputs, outputs);
        }
        finally
        {
            turns.Give();
            long rows = inputs is [{ Shape: [var batch, ..] }, ..] ? Math.Max(1, batch) : 1;
            metrics?.Ran(Stopwatch.GetElapsedTime(queued, began), Stopwatch.GetElapsedTime(began), rows);
        }
    }

    [LoggerMessage(7010, LogLevel.Error, "{Model} {Version} failed while running: {Problem}")]
    private partial void LogThrew(string model, string version, string problem);
}
