using System.Text.Json;
using Gateway.Core.Inference;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Answers that are no tensors. Their type is exactly <c>application/json</c>: there are clients that read an error under no other.</summary>
internal sealed class Answers(Dialect dialect)
{
    private const string Type = "application/json";

    public Dialect Dialect => dialect;

    public static IResult Json(object value, int status = 200) => Results.Json(value, contentType: Type, statusCode: status);

    public IResult Refusal(Fault fault, string message) => Json(new { error = dialect.Text(fault, message) }, dialect.Status(fault));

    public Task RefuseAsync(HttpContext context, Fault fault, string message)
    {
        if (fault is Fault.Busy or Fault.NotReady or Fault.Limited)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return ErrorAsync(context, dialect.Status(fault), dialect.Text(fault, message));
    }

    /// <returns>False: it is no refusal, but a bug of ours or a client that has gone.</returns>
    public async Task<bool> RefuseAsync(HttpContext context, Exception problem)
    {
        if (Meaning(problem) is not { } fault || context.Response.HasStarted)
        {
            return false;
        }

        context.Response.Clear();
        await RefuseAsync(context, fault, Words(problem));
        return true;
    }

    /// <summary>For a status that came without a body.</summary>
    public Task ExplainAsync(HttpContext context)
    {
        int status = context.Response.StatusCode;
        string ours = $"{context.Request.Method} {context.Request.Path} is not understood here.";
        return status switch
        {
            StatusCodes.Status404NotFound => RefuseAsync(context, Fault.NoRoute, ours),
            StatusCodes.Status405MethodNotAllowed => RefuseAsync(context, Fault.Method, ours),
            StatusCodes.Status499ClientClosedRequest => Task.CompletedTask,
            _ => ErrorAsync(context, status, ours),
        };
    }

    private static Fault? Meaning(Exception problem) => problem switch
    {
        ProtocolException { Fault: ProtocolFault.Json } => Fault.Json,
        ProtocolException => Fault.Request,
        RefusedException refused => refused.Fault,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Fault.TooLarge,
        BadHttpRequestException or InvalidDataException => Fault.Request,
        BusyException { Limit: true } => Fault.Limited,
        BusyException => Fault.Busy,
        ModelException => Fault.Threw,
        _ => null,
    };

    private static string Words(Exception problem) => problem switch
    {
        InvalidDataException => "The body is not what its Content-Encoding says.",
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => "request body exceeds the maximum allowed input size",
        _ => problem.Message,
    };

    private static Task ErrorAsync(HttpContext context, int status, string message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error"] = message });
        context.Response.StatusCode = status;
        context.Response.ContentType = Type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
