using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Monitoring;

/// <summary>A gateway that sends its spans to us: of the traces that a client began, and of no others.</summary>
public sealed class TracedGateway : IAsyncLifetime
{
    public SpanReceiver Receiver { get; private set; } = null!;

    public GatewayProcess Gateway { get; private set; } = null!;

    public IEnumerable<SpanReceiver.Span> Spans => Receiver.Spans;

    public async ValueTask InitializeAsync()
    {
        Receiver = await SpanReceiver.StartAsync();
        Gateway = await GatewayProcess.StartAsync(
            new Dictionary<string, string> { ["OTEL_BSP_SCHEDULE_DELAY"] = "100" }, null, $"--Tracing:Endpoint={Receiver.Address}", "--Tracing:Protocol=httpProtobuf", "--Tracing:Sample=0");
    }

    /// <summary>Waits for an attempt's span.</summary>
    public Task<SpanReceiver.Span> AttemptAsync(string model, string assignment) => Eventually.GetAsync(
        () => Task.FromResult(Spans.FirstOrDefault(span => span.Tags.GetValueOrDefault("gateway.model") == model && span.Tags.GetValueOrDefault("gateway.assignment") == assignment)),
        $"the span of {model}'s attempt {assignment}", otherwise: () => Gateway.Process.Output);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
