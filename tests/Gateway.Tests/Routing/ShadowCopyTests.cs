using System.Collections.Frozen;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Routing;

public sealed class ShadowCopyTests : IShadowSender, IShadowObserver, IRequestObserver, IDisposable
{
    private static readonly VersionRoute Baseline = new(new VersionKey("copied", "1"), plainHttp: false), Candidate = new(new VersionKey("copied", "2"), plainHttp: false);

    private readonly TaskCompletionSource _go = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly List<byte[]> _answers = [];
    private int _dropped;

    [Fact]
    public async Task The_client_gets_every_byte_and_the_copy_has_them_too()
    {
        MemoryStream client = new();
        (HttpContext context, Prediction prediction, ShadowCopy copy) = Begin(Snapshot(10_000, Lane()), client)!.Value;

        await context.Response.WriteAsync("one, ");
        await context.Response.BodyWriter.WriteAsync("two"u8.ToArray());
        await copy.FinishAsync(context, prediction);
        await _came.WaitAsync(TestContext.Current.CancellationToken);
        copy.End(context);

        Assert.Equal("one, two"u8.ToArray(), client.ToArray());
        Assert.Equal("one, two"u8.ToArray(), _answers.Single());
        Assert.Equal(0, _dropped);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_reaches_the_client_whole_and_its_copy_is_dropped()
    {
        MemoryStream client = new();
        (HttpContext context, Prediction prediction, ShadowCopy copy) = Begin(Snapshot(10_000, Lane()), client)!.Value;

        await context.Response.Body.WriteAsync(new byte[CopiedBytes.Most], TestContext.Current.CancellationToken);
        await context.Response.Body.WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        await copy.FinishAsync(context, prediction);
        copy.End(context);

        Assert.Equal((CopiedBytes.Most + 1, 1, 0), (client.Length, _dropped, _answers.Count));
    }

    [Theory]
    [InlineData(Outcome.Ok, 304, Assignment.Randomised)]
    [InlineData(Outcome.Rejected, 400, Assignment.Randomised)]
    [InlineData(Outcome.Failed, 200, Assignment.Randomised)]
    [InlineData(Outcome.Ok, 200, Assignment.Retry)]
    public async Task A_request_without_a_usable_first_answer_is_neither_copied_nor_dropped(object outcome, int status, object assignment)
    {
        (HttpContext context, Prediction prediction, ShadowCopy copy) = Begin(Snapshot(10_000, Lane()), new MemoryStream())!.Value;
        prediction.Attempt = Answered(status);
        (prediction.Attempt.Outcome, prediction.Attempt.Assignment) = ((Outcome)outcome, (Assignment)assignment);

        await copy.FinishAsync(context, prediction);
        copy.End(context);

        Assert.Equal((0, 0), (_dropped, _answers.Count));
    }

    [Fact]
    public void Exactly_the_share_of_the_baselines_own_requests_is_copied()
    {
        RouteSnapshot snapshot = Snapshot(2_500, Lane(most: 10_000));

        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => Begin(snapshot, Stream.Null) is not null), 248, 252); // stratified: 250 ± 2
        Assert.Null(Begin(snapshot with { Mirror = Mirror(10_000, Lane()) }, Stream.Null, new VersionChoice(Candidate, Assignment.Randomised, null)));
        Assert.Null(Begin(snapshot with { Mirror = Mirror(10_000, Lane()) }, Stream.Null, new VersionChoice(Baseline, Assignment.Forced, null)));
    }

    [Fact]
    public async Task A_full_lane_takes_no_more_and_says_so()
    {
        RouteSnapshot snapshot = Snapshot(10_000, Lane(most: 3, workers: 2));
        for (int i = 0; i < 5; i++) // two are being sent, three wait
        {
            (HttpContext context, Prediction prediction, ShadowCopy copy) = Begin(snapshot, Stream.Null)!.Value;
            await copy.FinishAsync(context, prediction);
            copy.End(context);
            if (i < 2)
            {
                await _came.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        Assert.Null(Begin(snapshot, Stream.Null));
        Assert.Equal(1, _dropped);
        _go.SetResult();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await _came.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        }

        Assert.Equal(5, _answers.Count);
    }

    public void Dispose() => _came.Dispose();

    async Task IShadowSender.SendAsync(ShadowCopy copy, CancellationToken cancellationToken)
    {
        lock (_answers)
        {
            _answers.Add(copy.Answer.ToArray());
        }

        _came.Release();
        await _go.Task;
    }

    void IShadowObserver.Answered(Attempt copy, ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> candidate)
    {
    }

    void IShadowObserver.Dropped() => _dropped++;

    void IRequestObserver.Started(Attempt attempt)
    {
    }

    void IRequestObserver.Ended(Attempt attempt)
    {
    }

    void IRequestObserver.Responded(VersionRoute version, int statusCode, bool rescued, TimeSpan duration)
    {
    }

    private static Attempt Answered(int status) => new() { Outcome = Outcome.Ok, StatusCode = status, Assignment = Assignment.Randomised, PredictionId = "7" };

    private static (HttpContext Context, Prediction Prediction, ShadowCopy Copy)? Begin(RouteSnapshot snapshot, Stream client, VersionChoice? choice = null)
    {
        DefaultHttpContext context = new();
        context.Response.Body = client;
        context.Request.ContentLength = 0;
        var prediction = Prediction.Start(context, RestProtocol.Instance, new ModelRoute(snapshot), snapshot, null, PredictionKind.Infer);
        prediction.Attempt = Answered(200);
        return snapshot.Mirror!.Begin(context, prediction, choice ?? new VersionChoice(Baseline, Assignment.Randomised, null)) is { } copy ? (context, prediction, copy) : null;
    }

    private ShadowLane Lane(int most = 8, int workers = 1) => new(this, most, workers, CancellationToken.None);

    private RouteMirror Mirror(int share, ShadowLane lane) => new(Candidate, share, 42, lane, this);

    private RouteSnapshot Snapshot(int share, ShadowLane lane) => new(
        "copied", 1, [Baseline, Candidate], 0, new TrafficSplit([10_000, 0], 1), [], FrozenDictionary<string, VersionRoute>.Empty, RouteSettings.Default, null, this)
    {
        Mirror = Mirror(share, lane),
    };
}
