using System.Diagnostics;
using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Endpoints;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>.</summary>
internal sealed partial class InferEndpoint(ModelSet models, Turns turns, ServeOptions options, ILogger<InferEndpoint> logger)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", InferAsync);
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", InferAsync);
    }

    private async Task InferAsync(HttpContext context)
    {
        string name = (string)context.Request.RouteValues["model"]!;
        string? version = (string?)context.Request.RouteValues["version"];
        if (models.Find(name, version) is not { } served)
        {
            await Answers.ErrorAsync(context, 404, $"There is no {(version is null ? "" : $"version {version} of ")}model \"{name}\".");
            return;
        }

        if (served.Ready is not { } ready)
        {
            context.Response.Headers.RetryAfter = "1";
            await Answers.ErrorAsync(context, 503, $"Version {served.File.Version} of {name} is not ready{(served.Failure is null ? " yet" : ": it could not be loaded")}.");
            return;
        }

        long started = Stopwatch.GetTimestamp();
        bool success = await AnswerAsync(context, served.File, ready);
        ready.Metrics.Ended(success, Stopwatch.GetElapsedTime(started));
    }

    private async Task<bool> AnswerAsync(HttpContext context, ModelFile file, ReadyModel ready)
    {
        try
        {
            Content.Check(context.Request);
            using RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            using InferRequest request = InferRequestReader.Read(body.Bytes);
            return await RunAsync(context, file, ready, request);
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

    private async Task<bool> RunAsync(HttpContext context, ModelFile file, ReadyModel ready, InferRequest request)
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

            using IDisposableReadOnlyCollection<OrtValue> values = Run(ready, inputs, outputs, queued);
            await InferResponse.WriteAsync(context.Response, file, request.Id, outputs, values, options.Session.AllowInfinity);
            return true;
        }
        finally
        {
            filled.ForEach(tensor => tensor.Dispose());
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(ReadyModel ready, IReadOnlyList<Tensor> inputs, IReadOnlyList<string> outputs, long queued)
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
            ready.Metrics.Ran(Stopwatch.GetElapsedTime(queued, began), Stopwatch.GetElapsedTime(began), rows);
        }
    }

    [LoggerMessage(7010, LogLevel.Error, "{Model} {Version} failed while running: {Problem}")]
    private partial void LogThrew(string model, string version, string problem);
}
