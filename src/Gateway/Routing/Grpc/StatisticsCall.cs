using System.Text;
using Gateway.Core.Inference;
using Gateway.Routing.Clusters;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Security;

namespace Gateway.Routing.Grpc;

/// <summary><c>ModelStatistics</c>: as over REST, what the versions' hosts have counted, added up.</summary>
internal sealed class StatisticsCall(CallerRoutes routes, HostStatistics statistics)
{
    public async Task AnswerAsync(HttpContext context)
    {
        ReplayBody body = await GatewayCalls.AskedAsync(context);
        (string model, string version) = Names(body);
        body.Free();
        if (model.Length > 0 && routes.Refusal(context, model) is { } denied)
        {
            await GrpcProtocol.RefuseAsync(context, denied);
            return;
        }

        VersionRoute[]? versions = model.Length == 0 ? ProtocolApi.AllVersions(routes.Table, Grant.Of(context)) : ProtocolApi.Versions(model, version.Length == 0 ? null : version, routes.Table);
        await (versions is null
            ? GrpcProtocol.FailAsync(context, GrpcStatus.NotFound, GatewayCalls.Unknown(model, version))
            : GrpcReply.OneAsync(context, StatisticsMessage.Of(await statistics.OfAsync(versions, context.RequestAborted))));
    }

    /// <summary>No name asks for every model.</summary>
    private static (string Model, string Version) Names(ReplayBody body)
    {
        ReadOnlySpan<byte> message = body.Kept[GrpcFrame.Size..];
        MessageHead head = MessageHead.Read(message, message.Length);
        return (Encoding.UTF8.GetString(head.Model), Encoding.UTF8.GetString(head.Version));
    }
}
