using System.Text;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Routing.Replays;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Security;
using Gateway.Telemetry;

namespace Gateway.Routing.Grpc;

/// <summary>The calls that the gateway answers itself.</summary>
internal sealed class GatewayCalls(CallerRoutes routes, HostDirectory hosts, Readiness readiness, HealthCalls health, StatisticsCall statistics)
{
    /// <summary>What is asked of the gateway itself fits into a few bytes.</summary>
    private const int MostMessage = 4096;

    public Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        return HealthCalls.NameOf(path) switch
        {
            "Check" => health.CheckAsync(context),
            "Watch" => health.WatchAsync(context),
            _ => GrpcMethod.NameOf(path) switch
            {
                "ServerLive" => FlagAsync(context, true),
                "ServerReady" => FlagAsync(context, readiness.Missing().Count == 0),
                "ServerMetadata" => GrpcReply.OneAsync(context, Metadata()),
                "ModelReady" => ModelReadyAsync(context),
                "ModelStatistics" => statistics.AnswerAsync(context),
                "RepositoryIndex" => IndexAsync(context),
                "RepositoryModelLoad" or "RepositoryModelUnload" => GrpcProtocol.FailAsync(context, GrpcStatus.Unimplemented, "Models are loaded and unloaded through the admin API."),
                _ => GrpcProtocol.FailAsync(context, GrpcStatus.Unimplemented, $"There is no call {path} here."),
            },
        };
    }

    /// <returns>What was asked, to be freed.</returns>
    public static ValueTask<ReplayBody> AskedAsync(HttpContext context) => FirstMessage.ReadAsync(context.Request, MostMessage, many: false, context.RequestAborted);

    /// <param name="version">Empty: none was asked for.</param>
    public static string Unknown(string model, string version) => $"Request for unknown model: '{model}'{(version.Length == 0 ? "" : $" version '{version}'")} is not found";

    private static Task FlagAsync(HttpContext context, bool flag)
    {
        ProtoWriter reply = new();
        reply.Number(1, flag ? 1UL : 0);
        return GrpcReply.OneAsync(context, reply);
    }

    private static ProtoWriter Metadata()
    {
        ProtoWriter reply = new();
        reply.Text(1, "gateway");
        reply.Text(2, TelemetryServices.Version);
        Array.ForEach(ProtocolApi.Extensions, extension => reply.Text(3, extension));
        return reply;
    }

    private async Task ModelReadyAsync(HttpContext context)
    {
        ReplayBody body = await AskedAsync(context);
        try
        {
            (string model, string version) = Names(body);
            if (routes.Refusal(context, model) is { } denied)
            {
                await GrpcProtocol.RefuseAsync(context, denied);
                return;
            }

            if (routes.Table.Find(model)?.Current is not { } snapshot || version.Length > 0 && !snapshot.Known.ContainsKey(version))
            {
                await GrpcProtocol.FailAsync(context, GrpcStatus.NotFound, Unknown(model, version));
                return;
            }

            await FlagAsync(context, hosts.Ready(new VersionKey(model, version.Length > 0 ? version : snapshot.BaselineArm.Name)) > 0);
        }
        finally
        {
            body.Free();
        }
    }

    private async Task IndexAsync(HttpContext context)
    {
        ReplayBody body = await AskedAsync(context);
        bool readyOnly = ReadyOnly(body);
        body.Free();
        ProtoWriter reply = new();
        foreach (IndexedVersion version in IndexedVersion.All(routes.Table, hosts, Grant.Of(context)).Where(version => version.Ready || !readyOnly))
        {
            ProtoWriter line = new();
            line.Text(1, version.Key.Model);
            line.Text(2, version.Key.Version);
            line.Text(3, version.State);
            reply.Message(1, line);
        }

        await GrpcReply.OneAsync(context, reply);
    }

    private static (string Model, string Version) Names(ReplayBody body)
    {
        MessageHead head = FirstMessage.Head(body);
        return (Encoding.UTF8.GetString(head.Model), Encoding.UTF8.GetString(head.Version));
    }

    private static bool ReadyOnly(ReplayBody body)
    {
        ReadOnlySpan<byte> message = body.Kept[GrpcFrame.Size..];
        ProtoFields fields = new(message, message.Length);
        bool ready = false;
        while (fields.Next() == FieldStep.Field)
        {
            ready = fields is { Number: 2, Type: WireType.Varint } ? fields.Varint != 0 : ready;
        }

        return ready;
    }
}
