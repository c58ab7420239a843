using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A gateway that cannot start says why; one that is asked to end ends.</summary>
public sealed class StartUpTests : IAsyncLifetime
{
    private readonly List<RunningProcess> _started = [];
    private readonly string _data = Paths.Temporary("startup");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProcess process in _started)
        {
            await process.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("--Gateway:RestPrt=8000", "--Gateway:RestPrt")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--Gateway:RestPort=many", "Gateway:RestPort")]
    [InlineData("--Gateway:RestPort=70000", "Gateway:RestPort")]
    [InlineData("--Hosts:Linger=soon", "Hosts:Linger")]
    [InlineData("--Gateway:BindAddress=nowhere", "Gateway:BindAddress")]
    public async Task A_wrong_option_is_named_and_the_exit_code_is_2(string option, string named)
    {
        RunningProcess process = Start([option]);
        Assert.True(await process.ExitAsync() == 2, process.Output);
        Assert.Contains(named, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_name_in_the_environment_is_refused_as_well_and_a_right_one_works()
    {
        RunningProcess wrong = Start([], ("Gateway__RestPrt", "8000"), ("Hosts__Lingr", "3s"));
        Assert.True(await wrong.ExitAsync() == 2, wrong.Output);
        Assert.Contains("Gateway:RestPrt", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("Hosts:Lingr", wrong.Output, StringComparison.Ordinal);

        int port = Paths.FreePort();
        RunningProcess right = Start(["--Gateway:RestPort=0"], ("Gateway__AdminPort", port.ToString(CultureInfo.InvariantCulture)));
        await Eventually.TrueAsync(() => right.Output.Contains($"admin http://127.0.0.1:{port}", StringComparison.Ordinal), "the start", otherwise: () => right.Output);
        Assert.Contains($"data {_data}", right.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_from_the_command_line_and_the_environment()
    {
        RunningProcess process = Start(
            ["--Gateway:RestPrt=8000", "--nonsense", "--Gateway:GrpcPort=many", "--Gateway:BindAddress=nowhere", "--Hosts:Linger=soon", "--Hosts:MaxProcesses=0", "--Notifications:Webhooks=http://u:pw@hook"],
            ("Limits__MaxBdy", "1"), ("Push__MaxBytes", "lots"), ("Gateway__HostCount", "65"));
        Assert.True(await process.ExitAsync() == 2, process.Output);
        string[] lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                "\"--Gateway:RestPrt=8000\" is not known here (did you mean --Gateway:RestPort?).",
                "\"--nonsense\" is not known here.",
                "Limits:MaxBdy is not known here (did you mean MaxBody?); known are MaxBody, MaxHeaders, MaxConnections, MaxPredictions, MaxInFlight, MaxMemory, MinDataRate, HeadersTimeout.",
                "Hosts:Linger: \"soon\" is not a duration: a number and a unit, such as 250ms, 60s, 15m, 24h or 7d.",
                "Gateway:GrpcPort: \"many\" must be a whole number.",
                "Gateway:HostCount: \"65\" must be from 1 to 64.",
                "Gateway:BindAddress: \"nowhere\" is not an IP address.",
                "Hosts:MaxProcesses: \"0\" must be from 1 to 4096.",
                "Notifications:Webhooks:0: must hold no user and password: they would be sent to nobody.",
                "Push:MaxBytes: \"lots\" must be a whole number.",
                "See --help.",
            ],
            lines);
    }

    [Theory]
    [InlineData("RestPort")]
    [InlineData("AdminPort")]
    public async Task A_port_in_use_is_named_with_the_option_that_changes_it(string option)
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        RunningProcess process = Start([$"--Gateway:{option}={port}"]);
        Assert.True(await process.ExitAsync() == 1, process.Output);
        Assert.Contains($"Port {port} is in use; choose another with --Gateway:{option}=PORT.", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_named()
    {
        string file = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(file, "in the way");
        string path = Path.Combine(file, "data");
        RunningProcess process = Start([$"--Gateway:DataDirectory={path}"]);
        Assert.True(await process.ExitAsync() == 1, process.Output);
        Assert.Contains(path, process.Output, StringComparison.Ordinal);
        Assert.Contains("cannot be written", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_directory_of_a_running_gateway_is_refused_with_its_pid_and_that_one_goes_on()
    {
        await using GatewayProcess first = await GatewayProcess.StartAsync();
        RunningProcess second = Start([$"--Gateway:DataDirectory={first.Data}"]);
        Assert.True(await second.ExitAsync() == 1, second.Output);
        Assert.Contains($"belongs to a running gateway (pid {first.Process.Id})", second.Output, StringComparison.Ordinal);
        using HttpResponseMessage alive = await first.Admin.GetAsync("/healthz");
        Assert.Equal(200, (int)alive.StatusCode);
    }

    [Fact]
    public async Task A_database_from_a_newer_version_is_refused_and_left_alone()
    {
        await EndAsync(await UpAsync());
        string file = Path.Combine(_data, "gateway.db");
        await using (FileStream database = new(file, FileMode.Open))
        {
            byte[] version = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(version, 9999);
            database.Position = 60; // user_version: https://www.sqlite.org/fileformat2.html#the_database_header
            await database.WriteAsync(version);
        }

        byte[] before = await File.ReadAllBytesAsync(file);
        RunningProcess process = Start([]);
        Assert.True(await process.ExitAsync() == 1, process.Output);
        Assert.Contains("has schema 9999, from a newer gateway", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_database_that_is_none_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "gateway.db"), string.Concat(Enumerable.Repeat("this is no database. ", 100)));
        RunningProcess process = Start([]);
        Assert.True(await process.ExitAsync() == 1, process.Output);
        Assert.Contains("gateway.db is damaged", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_help_and_SIGTERM_is_an_end_without_a_complaint()
    {
        RunningProcess help = Start(["--help"]);
        Assert.Equal(0, await help.ExitAsync());
        Assert.Contains("--Gateway:RestPort", help.Output, StringComparison.Ordinal);
        Assert.Contains("--demo", help.Output, StringComparison.Ordinal);
        Assert.Equal(0, await EndAsync(await UpAsync()));
    }

    private async Task<RunningProcess> UpAsync()
    {
        RunningProcess process = Start([]);
        await Eventually.TrueAsync(() => process.Output.Contains("is up:", StringComparison.Ordinal), "the start", otherwise: () => process.Output);
        return process;
    }

    private static async Task<int> EndAsync(RunningProcess process)
    {
        process.Terminate();
        return await process.ExitAsync();
    }

    /// <param name="options">Win over the free ports and the directory that it gets otherwise.</param>
    private RunningProcess Start(string[] options, params (string Name, string Value)[] environment)
    {
        string[] usual = [.. new[] { "--Gateway:RestPort=0", "--Gateway:GrpcPort=0", "--Gateway:AdminPort=0", $"--Gateway:DataDirectory={_data}" }
            .Where(option => !options.Any(given => given.StartsWith(option[..(option.IndexOf('=') + 1)], StringComparison.Ordinal)) && !environment.Any(pair => option.StartsWith($"--{pair.Name.Replace("__", ":", StringComparison.Ordinal)}=", StringComparison.Ordinal)))];
        RunningProcess process = RunningProcess.Start(GatewayProcess.Program, [.. usual, .. options], environment.ToDictionary(pair => pair.Name, pair => pair.Value));
        _started.Add(process);
        return process;
    }
}
