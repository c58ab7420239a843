using Gateway.TestKit;
using Microsoft.Playwright;

namespace Gateway.EndToEnd.Dashboard;

/// <summary>What the pages looked like: beside the build, or where the README shows them when <c>GATEWAY_PICTURES=1</c>.</summary>
internal static class Pictures
{
    public static bool Asked { get; } = Environment.GetEnvironmentVariable("GATEWAY_PICTURES") == "1";

    private static readonly string Folder = Path.Combine(Paths.Repository, Asked ? "docs/images" : "artifacts/images");

    public static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
}
