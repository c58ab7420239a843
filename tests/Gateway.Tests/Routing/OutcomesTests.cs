using Gateway.Core.Routing;
using Gateway.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Rest;
using Microsoft.AspNetCore.Http;
using Xunit;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Routing;

public sealed class OutcomesTests
{
    [Theory]
    [InlineData(ForwarderError.ResponseBodyDestination, Outcome.Failed)] // whoever heard of it first: the proxy breaks the client off itself
    [InlineData(ForwarderError.ResponseBodyCanceled, Outcome.Aborted)]
    [InlineData(ForwarderError.ResponseBodyClient, Outcome.Aborted)]
    [InlineData(ForwarderError.RequestCanceled, Outcome.Aborted)]
    [InlineData(ForwarderError.Request, Outcome.Aborted)]
    public void A_host_that_cuts_its_answer_short_is_told_from_a_client_that_goes_away(ForwarderError error, Outcome outcome) =>
        Assert.Equal(outcome, Of(error, gone: true));

    [Theory]
    [InlineData(ForwarderError.ResponseBodyDestination, Outcome.Failed)]
    [InlineData(ForwarderError.Request, Outcome.Failed)]
    [InlineData(ForwarderError.NoAvailableDestinations, Outcome.Failed)]
    [InlineData(ForwarderError.RequestTimedOut, Outcome.Timeout)]
    [InlineData(ForwarderError.RequestBodyClient, Outcome.Aborted)]
    [InlineData(ForwarderError.None, Outcome.Ok)]
    public void While_the_client_waits_what_breaks_is_the_hosts(ForwarderError error, Outcome outcome) =>
        Assert.Equal(outcome, Of(error, gone: false));

    [Fact]
    public void A_host_of_a_stream_that_takes_no_more_of_it_is_told_from_a_client_that_goes_away() =>
        Assert.Equal((Outcome.Failed, Outcome.Aborted), (Of(ForwarderError.RequestBodyDestination, gone: true, PredictionKind.Stream), Of(ForwarderError.RequestBodyDestination, gone: true)));

    [Theory]
    [InlineData(ForwarderError.ResponseBodyDestination)]
    [InlineData(ForwarderError.RequestCanceled)]
    public void What_ends_when_the_time_is_up_is_a_timeout(ForwarderError error) => Assert.Equal(Outcome.Timeout, Of(error, gone: false, limit: TimeSpan.Zero));

    private static Outcome Of(ForwarderError error, bool gone, PredictionKind kind = PredictionKind.Infer, TimeSpan? limit = null)
    {
        Prediction prediction = Prediction.Start(new DefaultHttpContext(), RestProtocol.Instance, null!, null!, null, kind);
        prediction.Limit(limit ?? TimeSpan.FromMinutes(1), new CancellationToken(gone));
        Assert.True(limit is null || SpinWait.SpinUntil(() => prediction.Deadline.Expired, TimeSpan.FromSeconds(30)), "The time is up");
        prediction.Attempt = new Attempt { StatusCode = 200 };
        return Outcomes.Of(prediction, error);
    }
}
