using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A REST request's way through a model: read, run, written.</summary>
internal sealed class RestInference(Runner runner, ServeOptions options)
{
    /// <returns>True when the model answered.</returns>
    public async Task<bool> AnswerAsync(HttpContext context, ReadyModel ready)
    {
        try
        {
            Content.Check(context.Request);
            using RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            using InferRequest request = InferRequestReader.Read(body.Bytes);
            using Answer answer = await runner.RunAsync(ready, request, context.RequestAborted);
            await InferResponse.WriteAsync(context.Response, ready.File, request.Id, answer, options.Session.AllowInfinity);
            return true;
        }
        catch (ProtocolException problem)
        {
            await Answers.ErrorAsync(context, 400, problem.Message);
        }
        catch (BadHttpRequestException problem)
        {
            await Answers.ErrorAsync(context, problem.StatusCode, problem.Message);
        }
        catch (BusyException problem)
        {
            context.Response.Headers.RetryAfter = "1";
            await Answers.ErrorAsync(context, 503, problem.Message);
        }
        catch (ModelException problem)
        {
            await Answers.ErrorAsync(context, 500, problem.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }

        return false;
    }
}
