using Gateway.TestKit;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>An open gateway and a browser that the tests of one class share; each takes a model of its own.</summary>
public sealed class OpenDashboard : IAsyncLifetime
{
    private Chromium? _chromium;

    public GatewayProcess Gateway { get; private set; } = null!;

    public Uri Address => new($"http://127.0.0.1:{Gateway.AdminPort}");

    public async ValueTask InitializeAsync()
    {
        if (Chromium.IsThere)
        {
            Gateway = await GatewayProcess.StartAsync();
            _chromium = await Chromium.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
            await Gateway.DisposeAsync();
        }
    }

    public Task<IPage> OpenAsync(int width = 1280, bool dark = false, Action<string>? console = null) => _chromium!.OpenAsync(Address, width, dark, console);
}
