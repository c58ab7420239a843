using System.Runtime.CompilerServices;
using Xunit;

namespace Gateway.Tests.Architecture;

public sealed class BackgroundTests
{
    /// <summary>The control loop has its watchdog; the demo is what its process is for; the access log ends with the server, and takes lines that cannot fail; the handover knows no other part, and looks after itself.</summary>
    private static readonly string[] Others = ["RolloutLoop.cs", "DemoServices.cs", "AccessLog.cs", "Succession.cs"];

    [Fact]
    public void No_bug_in_the_background_ends_the_gateway()
    {
        string[] services = [.. Directory.EnumerateFiles(Path.Combine(Root(), "src/Gateway"), "*.cs", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(": BackgroundService", StringComparison.Ordinal))];

        Assert.True(services.Length > 10);
        Assert.Empty(services.Where(file => !File.ReadAllText(file).Contains("this.LastAsync(", StringComparison.Ordinal)).Select(Path.GetFileName).Except(Others));
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
