using System.Text;
using Gateway.Core.Inference;

namespace Gateway.Routing.Grpc;

/// <summary><c>ModelStatistics</c>: as over REST, what the versions' hosts have counted, added up.</summary>
internal sealed class StatisticsCall(RouteTable table, HostStatistics statistics)
{
    public async Task AnswerAsync(HttpContext context)
    {
        ReplayBody body = await GatewayCalls.AskedAsync(context);
        (string model, string version) = Names(body);
        body.Free();
        VersionRoute[]? versions = model.Length == 0 ? ProtocolApi.AllVersions(table) : ProtocolApi.Versions(model, version.Length == 0 ? null : version, table);
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
