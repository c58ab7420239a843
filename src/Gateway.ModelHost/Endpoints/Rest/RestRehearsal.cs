using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>JSON requests that nobody sent.</summary>
internal sealed class RestRehearsal(RestInference inference) : IRehearsal
{
    private const int Times = 3;

    public async Task RehearseAsync(ReadyModel ready)
    {
        if (ExampleRequest.Of(ready.Model.Signature) is not { } body)
        {
            return;
        }

        for (int i = 0; i < Times; i++)
        {
            DefaultHttpContext context = new() { Response = { Body = Stream.Null } };
            context.Request.ContentType = "application/json";
            context.Request.ContentLength = body.Length;
            context.Request.Body = new MemoryStream(body);
            await inference.AnswerAsync(context, ready);
        }
    }
}
