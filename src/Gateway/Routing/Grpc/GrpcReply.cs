using Gateway.Core.Inference;

namespace Gateway.Routing.Grpc;

/// <summary>Writes messages of the gateway's own.</summary>
internal static class GrpcReply
{
    /// <summary>The one message of a call that went well.</summary>
    public static async Task OneAsync(HttpContext context, ProtoWriter message)
    {
        await MessageAsync(context, message);
        context.Response.AppendTrailer(GrpcProtocol.StatusHeader, "0");
    }

    public static async Task MessageAsync(HttpContext context, ProtoWriter message)
    {
        byte[] bytes = new byte[GrpcFrame.Size + message.Written.Length];
        new GrpcFrame(0, (uint)message.Written.Length).Write(bytes);
        message.Written.Span.CopyTo(bytes.AsSpan(GrpcFrame.Size));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
