using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>An infer request's way through a model: read, run, written.</summary>
internal sealed class InferCall(Runner runner, ServeOptions options, Answers answers) : IModelCall
{
    public async Task AnswerAsync(HttpContext context, ReadyModel ready)
    {
        int? json = Content.Check(context.Request, answers.Dialect);
        NonFiniteForm form = FormOf(context.Request.Query["nan"]);
        List<Tensor> made = [];
        using RequestBody body = await RequestBody.ReadAsync(context.Request, json ?? 0, options.Rest.MaxBody, context.RequestAborted);
        using InferRequest request = Read(body.Bytes, json, ready);
        using Answer answer = await runner.RunAsync(ready, request, context.RequestAborted);
        try
        {
            RenderedOutput[] outputs = RenderedOutput.Of(answer, request, ready, made);
            NonFiniteValues.Tell(context.Response, answer, options.Session.AllowInfinity);
            await InferResponse.WriteAsync(context.Response, ready.File, request.Id, outputs, form);
        }
        finally
        {
            made.ForEach(tensor => tensor.Dispose());
        }
    }

    private InferRequest Read(ArraySegment<byte> body, int? json, ReadyModel ready)
    {
        ReadRules rules = new(ready.File.Name, options.Rest.BoolFromNumbers);
        return json switch
        {
            null => InferRequestReader.Read(body, default, rules),
            0 => RawRequest.Read(body, ready.Model.Signature, ready.File.Name),
            > 0 and var length when length <= body.Count => InferRequestReader.Read(body.AsSpan(0, length), body[length..], rules),
            var length => throw new ProtocolException($"inference header size should be in range (0, {body.Count}), got: {length}"),
        };
    }

    private NonFiniteForm FormOf(string? asked) => asked switch
    {
        null => answers.Dialect.NonFinite,
        "string" => NonFiniteForm.String,
        "token" => NonFiniteForm.Token,
        "null" => NonFiniteForm.Null,
        _ => throw new ProtocolException($"nan=\"{asked}\" is not one of: string, token, null."),
    };
}
