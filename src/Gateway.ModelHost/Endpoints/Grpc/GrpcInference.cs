using System.Diagnostics;
using Gateway.Core.Inference;
using Gateway.ModelHost.Endpoints.Rest;
using Gateway.ModelHost.Sessions;
using Grpc.Core;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>A gRPC request's way through a model: read, run, written.</summary>
internal sealed class GrpcInference(ModelSet models, Runner runner, ServeOptions options, Dialect dialect)
{
    /// <exception cref="RpcException">Why there is no answer.</exception>
    public async Task<ModelInferResponse> AnswerAsync(ModelInferRequest message, ServerCallContext context)
    {
        ServedModel served = models.Named(message.ModelName, message.ModelVersion);
        ReadyModel ready = served.Ready ?? served.Rehearsing ?? throw served.NotReady();
        long started = Stopwatch.GetTimestamp();
        bool success = false;
        try
        {
            using InferRequest request = RequestReader.Read(message);
            using Answer answer = await runner.RunAsync(ready, request, context.CancellationToken);
            NonFiniteValues.Tell(context.GetHttpContext().Response, answer, options.Session.AllowInfinity);
            ModelInferResponse response = AnswerMessage.Of(ready, request, answer);
            success = true;
            return response;
        }
        catch (Exception problem) when (Statuses.Of(problem, dialect) is { } status)
        {
            throw status;
        }
        finally
        {
            ready.Metrics.Ended(success, Stopwatch.GetElapsedTime(started));
        }
    }
}
