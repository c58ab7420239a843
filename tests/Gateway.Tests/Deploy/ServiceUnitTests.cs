using System.Globalization;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>gateway.service against the options and against systemd's own checks.</summary>
public sealed class ServiceUnitTests
{
    private const string File = "deploy/systemd/gateway.service";
    private const string Sockets = "deploy/systemd/gateway.socket";

    private static readonly ILookup<string, string> Lines = System.IO.File.ReadLines(Path.Combine(Paths.Repository, File))
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#')).Select(line => line.Split('=', 2)).ToLookup(line => line[0], line => line[1]);

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        Assert.SkipUnless(Tool.Installed("systemd-analyze"), "systemd-analyze is not installed");
        // The program that was built here stands for the installed one, which verify wants to see.
        string unit = Path.Combine(Paths.Temporary("unit"), "gateway.service");
        System.IO.File.Copy(Path.Combine(Paths.Repository, Sockets), Path.ChangeExtension(unit, ".socket"));
        await System.IO.File.WriteAllTextAsync(unit, (await System.IO.File.ReadAllTextAsync(Path.Combine(Paths.Repository, File)))
            .Replace(Lines["ExecStart"].Single(), GatewayProcess.Program, StringComparison.Ordinal));

        (int code, string output) = await Tool.RunAsync(Paths.Repository, "systemd-analyze", "verify", "--man=no", unit);

        Assert.True(code == 0 && !output.Contains(unit, StringComparison.Ordinal), output);
    }

    /// <summary>Of 100, which is a service without any protection; 14 on 2026-11-25 with systemd 252, 18 without its own user.</summary>
    [Fact]
    public async Task Systemd_rates_the_exposure_at_most_16()
    {
        Assert.SkipUnless(Tool.Installed("systemd-analyze"), "systemd-analyze is not installed");

        (int code, string output) = await Tool.RunAsync(Paths.Repository, "systemd-analyze", "security", "--offline=true", "--threshold=16", "--no-pager", File);

        Assert.True(code == 0, output);
    }

    [Fact]
    public void The_program_is_the_gateway_and_knows_its_arguments()
    {
        string[] words = Lines["ExecStart"].Single().Split(' ');

        Assert.Equal(typeof(SettingKeys).Assembly.GetName().Name, Path.GetFileName(words[0]));
        Assert.NotNull(CommandLine.Parse(words[1..], out _));
    }

    [Fact]
    public void Every_variable_is_a_setting_or_known_to_the_system() =>
        Assert.All(Lines["Environment"], pair => Assert.True(Variables.IsKnown(pair.Split('=')[0], "XDG_RUNTIME_DIR"), $"{pair} is no setting"));

    [Fact]
    public void Data_and_sockets_lie_in_the_folders_that_systemd_makes()
    {
        Assert.Contains($"Gateway__DataDirectory=%S/{Lines["StateDirectory"].Single()}", Lines["Environment"]);
        Assert.Contains($"XDG_RUNTIME_DIR=%t/{Lines["RuntimeDirectory"].Single()}", Lines["Environment"]);
    }

    [Fact]
    public void Requests_in_flight_may_finish_before_systemd_loses_patience() =>
        Assert.True(int.Parse(Lines["TimeoutStopSec"].Single(), CultureInfo.InvariantCulture) > new GatewayOptions().ShutdownTimeout.TotalSeconds);

    [Fact]
    public void The_sockets_are_the_ports_of_the_settings_in_their_order()
    {
        GatewayOptions options = new();
        Assert.Equal(
            ((int[])[options.RestPort, options.GrpcPort, options.AdminPort]).Select(port => $"ListenStream={options.BindAddress}:{port}"),
            System.IO.File.ReadLines(Path.Combine(Paths.Repository, Sockets)).Where(line => line.StartsWith("Listen", StringComparison.Ordinal)));
        Assert.Contains("gateway.socket", Lines["Requires"]);
    }

    [Fact]
    public void A_wrong_setting_is_not_tried_again() => Assert.Equal("2", Lines["RestartPreventExitStatus"].Single());
}
