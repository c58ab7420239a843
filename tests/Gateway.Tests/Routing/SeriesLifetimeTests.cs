using System.Collections.Frozen;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Gateway.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Routing;

public sealed class SeriesLifetimeTests
{
    private static readonly VersionKey Key = new("lifetime", "2");

    private readonly FakeTimeProvider _time = new();
    private readonly RouteTable _table = new();
    private readonly VersionRoutes _routes = new();
    private readonly HostDirectory _hosts = new();
    private readonly SeriesLifetime _lifetime;

    public SeriesLifetimeTests() => _lifetime = new SeriesLifetime(_table, _routes, _hosts, _time);

    [Fact]
    public void A_version_that_nobody_asks_for_has_no_series()
    {
        VersionRoute version = _routes.Get(Key, plainHttp: false);
        _lifetime.Sweep();

        Assert.False(version.HasSeries);
    }

    [Fact]
    public async Task What_is_in_flight_when_its_version_is_deleted_makes_no_series_anew()
    {
        VersionRoute version = _routes.Get(new VersionKey("deleted", "1"), plainHttp: false);
        version.Metrics.Responded(200, rescued: false, TimeSpan.Zero);
        _routes.Forget(version.Key);
        version.Metrics.Responded(200, rescued: false, TimeSpan.Zero);
        version.Metrics.Attempted(new Attempt { Arm = version });
        using MemoryStream text = new();
        await Prometheus.Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("model=\"deleted\"", System.Text.Encoding.UTF8.GetString(text.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_with_weight_has_its_series_before_its_first_request_and_as_long_as_it_has_weight()
    {
        VersionRoute version = _routes.Get(Key, plainHttp: false);
        _table.AddAll([Snapshot(version)]);
        Swept(TimeSpan.Zero, SeriesLifetime.After * 2);

        Assert.True(version.HasSeries);
    }

    [Fact]
    public void They_live_for_an_hour_after_its_weight_and_its_last_host_are_gone()
    {
        VersionRoute version = _routes.Get(Key, plainHttp: false);
        _table.AddAll([Snapshot(version)]);
        _hosts.Publish(Key, [new HostView("lifetime/2/0", 0, Key, HostState.Ready, new Uri("http://127.0.0.1:9"), null, null, "v2", "lifetime", null, new Dictionary<string, string>(), null, 0, "")]);
        Swept(TimeSpan.Zero);
        _table.Remove(Key.Model);
        Swept(SeriesLifetime.After * 2);
        Assert.True(version.HasSeries); // it has a host yet

        _hosts.Publish(Key, []);
        Swept(SeriesLifetime.After * 0.9);
        Assert.True(version.HasSeries);

        Swept(SeriesLifetime.After * 0.1);
        Assert.False(version.HasSeries);
    }

    [Fact]
    public void One_that_was_only_asked_for_by_name_has_its_hour_and_gets_another_when_it_is_asked_again()
    {
        VersionRoute version = _routes.Get(Key, plainHttp: false);
        version.Metrics.InFlight.Set(0);
        Swept(TimeSpan.Zero);
        Assert.True(version.HasSeries);

        Swept(SeriesLifetime.After);
        Assert.False(version.HasSeries);

        version.Metrics.InFlight.Set(0);
        Swept(TimeSpan.Zero, SeriesLifetime.After / 2);
        Assert.True(version.HasSeries);
    }

    private void Swept(params TimeSpan[] after)
    {
        foreach (TimeSpan time in after)
        {
            _time.Advance(time);
            _lifetime.Sweep();
        }
    }

    private static RouteSnapshot Snapshot(VersionRoute version) => new(
        Key.Model, 1, [version], 0, new TrafficSplit([TrafficSplit.Whole], 7), [], new[] { version }.ToFrozenDictionary(one => one.Name), RouteSettings.Default, null, new Nobody());

    private sealed class Nobody : IRequestObserver
    {
        public void Started(Attempt attempt)
        {
        }

        public void Ended(Attempt attempt)
        {
        }

        public void Responded(VersionRoute version, int statusCode, bool rescued, TimeSpan duration)
        {
        }
    }
}
