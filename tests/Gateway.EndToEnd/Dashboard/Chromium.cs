using Microsoft.Playwright;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>The system's browser; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncDisposable
{
    public const string Missing = "chromium is not installed";
    private const string Program = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static bool IsThere => File.Exists(Program);

    public static async Task<Chromium> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000); // the machine may have much else to do
        IPlaywright playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    /// <summary>A page of somebody of their own: no cookie of another's.</summary>
    /// <param name="console">Told of every error that the browser reports, blocked scripts among them.</param>
    public async Task<IPage> OpenAsync(Uri server, int width = 1280, bool dark = false, Action<string>? console = null)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.ToString(), ViewportSize = new ViewportSize { Width = width, Height = width < 640 ? 844 : 860 } });
        if (dark)
        {
            await context.AddCookiesAsync([new Cookie { Name = "theme", Value = "dark", Url = server.ToString() }]);
        }

        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                console?.Invoke(message.Text);
            }
        };
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
