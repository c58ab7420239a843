using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Analysis.History;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Hosts;
using Gateway.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Gateway.Routing.Limits;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Routing;

/// <summary>The request path without a network: a model at 90/10 in a live rollout, and in the proxy's place a delegate that answers when it is told to.</summary>
internal sealed class RequestPath : IVerdictSink, IDisposable
{
    private static readonly VersionKey Baseline = new("digits", "1"), Candidate = new("digits", "2");

    private readonly MemoryStream _body = new([1, 2, 3, 4]);
    private readonly WebApplication _proxy;
    private readonly PredictionMiddleware _middleware;
    private readonly DefaultHttpContext _context;
    private readonly IReverseProxyFeature _first;
    private TaskCompletionSource _answer = new();

    private RequestPath(WebApplication proxy, ImmutableArray<Segment> earlier)
    {
        _proxy = proxy;
        IProxyStateLookup lookup = proxy.Services.GetRequiredService<IProxyStateLookup>();
        AttemptPool pool = new();
        Run = new RunCounters("digits", Guid.NewGuid(), earlier, ImmutableDictionary<string, long>.Empty);
        Observer = ObserverOf(pool);
        Table = new RouteTable();
        Table.AddAll([Snapshot()]);
        _middleware = new PredictionMiddleware(_ => _answer.Task, new CallerRoutes(Table, new Gatekeeper(null!, null!)), new PredictionCourse(new AttemptRunner(lookup, new HostEjection(new Untouched())), pool, new HostDemand(), new Admission(Options.Create(new LimitsOptions()), new MemoryLimit(Options.Create(new LimitsOptions()), TimeProvider.System, NullLogger<MemoryLimit>.Instance))), Options.Create(new LimitsOptions()));
        lookup.TryGetRoute("all", out RouteModel? route);
        lookup.TryGetCluster(Baseline.ToString(), out ClusterState? cluster);
        _first = new Nobody(route!, cluster!.Model);
        _context = new DefaultHttpContext();
        _context.Request.Method = "POST";
        _context.Request.Path = "/v2/models/digits/infer";
        _context.Request.ContentLength = 4;
        _context.Request.Headers[PredictionId.Header] = "the-clients-own";
        _context.Features.Set<IHttpMaxRequestBodySizeFeature>(new NoLimit());
        _context.Features.Set(Grant.Anyone); // the gate is not on this path
    }

    public RouteTable Table { get; }

    public RunCounters Run { get; }

    public RunObserver Observer { get; }

    /// <param name="earlier">Segments that the run has behind it.</param>
    public static RequestPath Start(params ImmutableArray<Segment> earlier)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore(); // never started
        builder.Services.AddRoutingCore();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = Baseline.ToString(), Match = new RouteMatch { Path = "/{**path}" } }], [Cluster(Baseline), Cluster(Candidate)]);
        builder.Logging.ClearProviders();
        WebApplication proxy = builder.Build();
        proxy.MapReverseProxy(); // loads the configuration
        return new RequestPath(proxy, earlier);
    }

    /// <summary>One request: begun, suspended until the host answers, and ended on this thread.</summary>
    public void Send()
    {
        Begin(_middleware.InvokeAsync);
        Prediction.Of(_context).Attempt!.StatusCode = 200;
        _answer.SetResult();
    }

    /// <summary>The same with nothing of ours on the way.</summary>
    public void SendWithoutUs()
    {
        Begin(_ => _answer.Task);
        _answer.SetResult();
    }

    /// <summary>The rollout's guards.</summary>
    public static GuardSet Guards { get; } = new([.. ((string[])["errors <= 2%", "errors <= 1.5x baseline", "p99 <= 250ms", "rejections <= 1.5x baseline"])
        .Select(text => GuardText.Parse(text, out _)!).Select(guard => new JudgedGuard(guard, 0.0025, (guard.Limit as Limit.Latency)?.Time))], 0.05);

    public void Failed(string model, Guid run, Judgement judgement)
    {
    }

    public void Dispose()
    {
        ((IDisposable)_proxy).Dispose();
        _body.Dispose();
    }

    public RouteSnapshot Snapshot(string model = "digits")
    {
        VersionRoute[] arms = [new(Baseline with { Model = model }, plainHttp: false), new(Candidate with { Model = model }, plainHttp: false)];
        return new RouteSnapshot(
            model, 1, [.. arms], 0, new TrafficSplit([9000, 1000], 7), [], arms.ToFrozenDictionary(arm => arm.Name), RouteSettings.Default,
            new RouteRun(Run.Run, "2", Rescue: true, Latched: false, 1, TimeSpan.FromMilliseconds(5)), Observer);
    }

    private void Begin(RequestDelegate path)
    {
        _answer = new TaskCompletionSource();
        _body.Position = 0;
        _context.Request.Body = _body;
        _context.Features.Set(_first);
        Task ended = path(_context);
        if (ended.IsCompleted)
        {
            throw new InvalidOperationException($"It ended at once, with {_context.Response.StatusCode}.");
        }
    }

    private RunObserver ObserverOf(AttemptPool pool)
    {
        SegmentCounters segment = Run.Continue(1000, 9000, GuardCounter.Of(Guards), DateTimeOffset.UnixEpoch);
        InFlightScan scan = new(pool);
        return new RunObserver(Run, segment, Guards, new HistoryObserver(new TrafficHistory(TimeProvider.System)), () => scan.Of(Run.Run, TimeSpan.FromSeconds(1)), this);
    }

    private static ClusterConfig Cluster(VersionKey version) => new()
    {
        ClusterId = version.ToString(),
        Destinations = new Dictionary<string, DestinationConfig> { [$"{version}/1"] = new() { Address = "http://127.0.0.1:9" } },
    };

    private sealed class NoLimit : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    /// <summary>What YARP sets before our middleware.</summary>
    private sealed class Nobody(RouteModel route, ClusterModel cluster) : IReverseProxyFeature
    {
        public RouteModel Route => route;

        public ClusterModel Cluster => cluster;

        public IReadOnlyList<DestinationState> AllDestinations => [];

        public IReadOnlyList<DestinationState> AvailableDestinations { get; set; } = [];

        public DestinationState? ProxiedDestination { get; set; }
    }

    /// <summary>No host is ever taken out here.</summary>
    private sealed class Untouched : IDestinationHealthUpdater
    {
        public void SetPassive(ClusterState cluster, DestinationState destination, DestinationHealth newHealth, TimeSpan reactivationPeriod) => throw new InvalidOperationException("A host was taken out.");

        public void SetActive(ClusterState cluster, IEnumerable<NewActiveDestinationHealth> newHealthStates) => throw new InvalidOperationException("A host was taken out.");
    }
}
