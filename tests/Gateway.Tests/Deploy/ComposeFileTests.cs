using System.Net;
using System.Text.RegularExpressions;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>docker-compose.yml against the images, the gateway's options and gwctl.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly ComposeFile Compose = ComposeFile.Ours;
    private static readonly GatewayOptions Defaults = new();

    [Fact]
    public async Task Docker_compose_accepts_the_file()
    {
        Assert.SkipUnless(Tool.Installed("docker-compose"), "docker-compose is not installed");

        (int code, string output) = await Tool.RunAsync(Paths.Repository, "docker-compose", "config", "--quiet");

        Assert.True(code == 0, output);
    }

    [Fact]
    public void There_are_a_gateway_and_three_hosts_of_two_versions()
    {
        Assert.Single(Compose.Of("gateway"), service => service.Value.Entrypoint.Count == 0);
        Assert.Equal(3, Compose.Of("modelhost").Count());
        Assert.Equal(2, Compose.Of("modelhost").Select(host => Version(host.Value)).Distinct().Count());
    }

    [Fact]
    public void Every_build_has_a_stage_of_the_Dockerfile() =>
        Assert.All(Compose.Services.Values.Where(service => service.Build is not null), service =>
        {
            Assert.True(ImageFile.Ours.HasStage(service.Build!.Target), $"There is no stage {service.Build.Target}.");
            Assert.Equal(".", service.Build.Context);
        });

    [Fact]
    public void An_image_of_somebody_else_has_a_version() =>
        Assert.All(Compose.Services.Values.Where(service => service.Build is null), service => Assert.Matches(@":v?\d+\.\d+\.\d+$", service.Image));

    [Fact]
    public void Everything_is_published_to_this_machine_only()
    {
        string[] ports = [.. Compose.Services.Values.SelectMany(service => service.Ports)];

        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.Matches(@"^127\.0\.0\.1:(\d+):\1$", port));
    }

    [Fact]
    public void The_gateways_published_ports_are_its_default_ports() =>
        Assert.Equal([Defaults.RestPort, Defaults.GrpcPort, Defaults.AdminPort], Compose.Services["gateway"].Ports.Select(port => int.Parse(port.Split(':')[2], null)));

    [Theory]
    [InlineData("gateway", "Gateway__AllowAnonymous")]
    [InlineData("setup", "GWCTL_SERVER")]
    public void Every_variable_is_a_setting_or_known_to_gwctl(string service, string expected)
    {
        Assert.Contains(expected, Compose.Services[service].Environment.Keys);
        Assert.All(Compose.Services[service].Environment.Keys, name => Assert.True(Variables.IsKnown(name, "GWCTL_SERVER"), $"{name} is no setting"));
    }

    [Fact]
    public void A_gateway_that_listens_on_every_address_may_do_so()
    {
        string address = ImageFile.Ours.Environment("gateway")["Gateway__BindAddress"];

        Assert.False(IPAddress.IsLoopback(IPAddress.Parse(address)), "Published ports lead nowhere.");
        Assert.Equal("true", Compose.Services["gateway"].Environment["Gateway__AllowAnonymous"]);
    }

    [Fact]
    public void The_gateways_data_outlive_its_container() =>
        Assert.Contains(Compose.Services["gateway"].Volumes, volume => volume.Split(':')[1] == ImageFile.Ours.Environment("gateway")["Gateway__DataDirectory"]);

    [Fact]
    public void Every_mounted_path_is_in_the_repository()
    {
        string[] mounted = [.. Compose.Services.Values.SelectMany(service => service.Volumes).Where(volume => volume.StartsWith('.')).Select(volume => volume.Split(':')[0])];

        Assert.NotEmpty(mounted);
        Assert.All(mounted, path => Assert.True(Path.Exists(Path.Combine(Paths.Repository, path)), $"{path} is not there"));
    }

    [Fact]
    public void Setup_asks_the_gateways_admin_port() =>
        Assert.Equal($"http://gateway:{Defaults.AdminPort}", Compose.Services["setup"].Environment["GWCTL_SERVER"]);

    [Fact]
    public async Task Every_command_of_setup_is_one_that_gwctl_knows()
    {
        string[][] commands = SetupCommands();

        Assert.Equal(2, commands.Length);
        foreach (string[] command in commands)
        {
            // Port 1 is nobody's: a command that was understood could not reach the gateway.
            Assert.Equal(Gateway.Cli.Exit.Unreachable, await Gateway.Cli.Gwctl.RunAsync([.. command, "--server", "http://127.0.0.1:1"], TextWriter.Null, TextWriter.Null));
        }
    }

    [Fact]
    public void Setup_registers_every_host_as_the_version_it_serves()
    {
        IEnumerable<(string Host, string? Version)> registered =
            from command in SetupCommands()
            from word in command
            let rest = word.Split(',')[0]
            where Uri.IsWellFormedUriString(rest, UriKind.Absolute)
            select (new Uri(rest).Host, (string?)command[Array.IndexOf(command, "--served-version") + 1]);

        Assert.Equal(Compose.Of("modelhost").Select(host => (host.Key, Version(host.Value))).Order(), registered.Order());
    }

    private static string? Version(ComposeService host) => host.Command.SkipWhile(word => word != "--model-version").ElementAtOrDefault(1);

    private static string[][] SetupCommands() =>
        [.. Command().Matches(Compose.Services["setup"].Command.Single()).Select(command => command.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    [GeneratedRegex(@"gwctl ([^&\n]+)")]
    private static partial Regex Command();
}
