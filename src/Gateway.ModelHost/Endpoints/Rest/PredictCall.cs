using Gateway.Core.Inference;
using Gateway.Core.Inference.V1;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A request of the older protocol (V1), by rows or by columns.</summary>
internal sealed class PredictCall(Runner runner, ServeOptions options, Answers answers) : IModelCall
{
    public async Task AnswerAsync(HttpContext context, ReadyModel ready)
    {
        if (Content.Check(context.Request, answers.Dialect) is not null)
        {
            throw new ProtocolException($"{Content.HeaderLength} is of the protocol's version 2; send JSON.");
        }

        using RequestBody body = await RequestBody.ReadAsync(context.Request, 0, options.Rest.MaxBody, context.RequestAborted);
        PredictRequest predict = PredictRequestReader.Read(body.Bytes, ready.Model.Signature, new ReadRules(ready.File.Name, options.Rest.BoolFromNumbers));
        using InferRequest request = predict.Request;
        using Answer answer = await runner.RunAsync(ready, request, context.RequestAborted);
        NonFiniteValues.Tell(context.Response, answer, options.Session.AllowInfinity);
        await PredictResponse.WriteAsync(context.Response, answer.Outputs, predict.Rows, answers.Dialect.NonFinite);
    }
}
