using System.Text;
using Gateway.Core.Inference;
using Gateway.Routing.Replays;
using Gateway.Telemetry;

namespace Gateway.Routing.Grpc;

/// <summary>The standard health service: of the gateway, and of its one service by name.</summary>
internal sealed class HealthCalls(Readiness readiness, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const string Service = "/grpc.health.v1.Health/";
    private const int Serving = 1, NotServing = 2, ServiceUnknown = 3;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> path) => path.StartsWith(Service, StringComparison.Ordinal) ? path[Service.Length..] : default;

    public async Task CheckAsync(HttpContext context)
    {
        string service = await ServiceAsync(context);
        int status = Status(service);
        await (status == ServiceUnknown ? GrpcProtocol.FailAsync(context, GrpcStatus.NotFound, $"There is no service '{service}'.") : GrpcReply.OneAsync(context, Message(status)));
    }

    /// <summary>Tells every change until the client goes or the gateway ends.</summary>
    public async Task WatchAsync(HttpContext context)
    {
        string service = await ServiceAsync(context);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using PeriodicTimer timer = new(Every, time);
        int told = 0;
        try
        {
            do
            {
                int status = Status(service);
                if (status != told)
                {
                    await GrpcReply.MessageAsync(context, Message(status));
                    told = status;
                }
            }
            while (await timer.WaitForNextTickAsync(either.Token));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Response.AppendTrailer(GrpcProtocol.StatusHeader, "14");
        }
    }

    private static async Task<string> ServiceAsync(HttpContext context)
    {
        ReplayBody body = await GatewayCalls.AskedAsync(context);
        try
        {
            return NameIn(body);
        }
        finally
        {
            body.Free();
        }
    }

    private static string NameIn(ReplayBody body)
    {
        ReadOnlySpan<byte> message = body.Kept[GrpcFrame.Size..];
        return Encoding.UTF8.GetString(MessageHead.Read(message, message.Length).Model);
    }

    private static ProtoWriter Message(int status)
    {
        ProtoWriter message = new();
        message.Number(1, (ulong)status);
        return message;
    }

    private int Status(string service) => service is not ("" or "inference.GRPCInferenceService") ? ServiceUnknown
        : readiness.Missing().Count == 0 ? Serving
        : NotServing;
}
