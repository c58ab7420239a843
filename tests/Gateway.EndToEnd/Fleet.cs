using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A gateway that the tests of one class share; each takes a model of its own.</summary>
public sealed class Fleet : IAsyncLifetime
{
    public GatewayProcess Gateway { get; private set; } = null!;

    /// <summary>One that is refused again and again, and never changed.</summary>
    public ForeignModel Still { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync();
        Still = await ForeignModel.StartAsync(Gateway, "still");
    }

    public async ValueTask DisposeAsync()
    {
        await Still.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
