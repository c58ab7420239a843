using Gateway.ModelHost.Sessions;
using Grpc.Core;
using Grpc.Health.V1;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>The standard health service: of the host, and of its one service by name.</summary>
internal sealed class HealthCalls(ModelSet models, IHostApplicationLifetime lifetime, TimeProvider time) : Health.HealthBase
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => Status(request.Service) is var status and not HealthCheckResponse.Types.ServingStatus.ServiceUnknown
        ? Task.FromResult(new HealthCheckResponse { Status = status })
        : throw Statuses.With(StatusCode.NotFound, $"There is no service '{request.Service}'.");

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using PeriodicTimer timer = new(Every, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        HealthCheckResponse.Types.ServingStatus? told = null;
        do
        {
            HealthCheckResponse.Types.ServingStatus status = Status(request.Service);
            if (status != told)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                told = status;
            }
        }
        while (await timer.WaitForNextTickAsync(either.Token));
    }

    private HealthCheckResponse.Types.ServingStatus Status(string service) =>
        service.Length > 0 && service != GRPCInferenceService.Descriptor.FullName ? HealthCheckResponse.Types.ServingStatus.ServiceUnknown
        : models.Ready ? HealthCheckResponse.Types.ServingStatus.Serving
        : HealthCheckResponse.Types.ServingStatus.NotServing;
}
