namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Two servers answer the same call with different messages; a client says in its metadata which of them it was written for.</summary>
internal static class StreamDialect
{
    private const string Header = "x-stream-dialect";
    private const string Call = "/inference.GRPCInferenceService/ModelStreamInfer";

    /// <summary>Before routing: MLServer's clients are led to the service that answers in their way.</summary>
    public static Task ChooseAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != Call || context.Request.Headers[Header].ToString() is not { Length: > 0 } dialect || dialect == "triton")
        {
            return next(context);
        }

        if (dialect == "mlserver")
        {
            context.Request.Path = "/inference.DirectStreamService/ModelStreamInfer";
            return next(context);
        }

        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = "3";
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString($"{Header}: '{dialect}' is neither triton nor mlserver");
        return Task.CompletedTask;
    }
}
