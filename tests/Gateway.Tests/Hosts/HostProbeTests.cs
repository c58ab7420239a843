using System.Net;
using System.Net.Sockets;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Security.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Hosts;

public sealed class HostProbeTests : IDisposable
{
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0); // takes connections and says nothing
    private readonly FakeTimeProvider _time = new();
    private readonly HostTraffic _traffic = new(new HostDirectory());
    private readonly HostProbe _probe;
    private readonly HostView _host;

    public HostProbeTests()
    {
        _silent.Start();
        _probe = new HostProbe(_time, new HostTls(Options.Create(new TlsOptions()), _time, NullLogger<HostTls>.Instance), _traffic);
        Uri address = new($"http://{_silent.LocalEndpoint}");
        _host = new HostView("m/1/0", 0, new VersionKey("m", "1"), HostState.Ready, address, null, "/run/m.sock", "v2", "m", null, new Dictionary<string, string>(), null, 0, "");
    }

    public void Dispose()
    {
        _probe.Dispose();
        _silent.Dispose();
    }

    [Fact]
    public async Task A_host_that_says_nothing_to_anybody_is_not_ready() => Assert.False(await AskAsync(meanwhile: 0));

    [Fact]
    public async Task A_host_that_answers_clients_while_the_probe_waits_is_busy_not_dead() => Assert.True(await AskAsync(meanwhile: 200));

    [Fact]
    public async Task Bytes_of_a_foreign_host_excuse_nothing() => Assert.False(await AskAsync(meanwhile: 200, host: _host with { SocketPath = null }));

    [Fact]
    public async Task What_it_answered_before_the_probe_says_nothing()
    {
        _traffic.Of(_host).Send(200);
        Assert.False(await AskAsync(meanwhile: 0));
    }

    [Fact]
    public async Task A_probe_whose_own_clock_was_late_is_made_again_and_at_last_counts()
    {
        long since = _time.GetTimestamp();
        Assert.False(await AskAsync(meanwhile: 0, step: TimeSpan.FromSeconds(2.5)));
        Assert.InRange(_time.GetElapsedTime(since).TotalSeconds, 7.5, double.MaxValue);
    }

    /// <param name="meanwhile">Bytes that it sends to clients.</param>
    /// <param name="step">Of the clock.</param>
    private async Task<bool> AskAsync(int meanwhile, TimeSpan? step = null, HostView? host = null)
    {
        Task<bool> asked = _probe.IsReadyAsync(host ?? _host, null, TestContext.Current.CancellationToken);
        _traffic.Of(_host).Send(meanwhile);
        while (!asked.IsCompleted)
        {
            _time.Advance(step ?? TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await asked;
    }
}
