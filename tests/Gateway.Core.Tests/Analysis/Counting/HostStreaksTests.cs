using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;
using Xunit;

namespace Gateway.Core.Tests.Analysis.Counting;

public sealed class HostStreaksTests
{
    private readonly HostStreaks _hosts = new();
    private long _now;

    [Fact]
    public void One_hosts_failures_in_a_row_count_once_while_a_sibling_answers()
    {
        Assert.True(Ended("a", Outcome.Failed));
        Ended("b", Outcome.Ok);

        Assert.False(Ended("a", Outcome.Failed));
        Assert.False(Ended("a", Outcome.Timeout));
    }

    [Fact]
    public void Every_failure_counts_of_a_version_that_fails_everywhere()
    {
        foreach (string host in new[] { "a", "b", "a", "b", "a" })
        {
            Assert.True(Ended(host, Outcome.Failed));
        }
    }

    [Fact]
    public void A_host_that_answered_in_between_begins_anew()
    {
        Ended("b", Outcome.Ok);
        Ended("a", Outcome.Failed);
        Ended("a", Outcome.Ok);

        Assert.True(Ended("a", Outcome.Failed));
    }

    [Fact]
    public void An_attempt_without_a_host_counts_each_time()
    {
        Assert.True(Ended(null, Outcome.Failed));
        Assert.True(Ended(null, Outcome.Failed));
    }

    [Fact]
    public void A_sibling_that_has_not_been_heard_of_has_a_second_to_answer()
    {
        Assert.True(Ended("a", Outcome.Failed, hasSibling: true));
        Assert.False(Ended("a", Outcome.Failed, hasSibling: true));

        _now += TimeSpan.TicksPerSecond;

        Assert.True(Ended("a", Outcome.Failed, hasSibling: true));
    }

    [Fact]
    public void A_sibling_that_failed_too_has_been_heard_of()
    {
        Ended("a", Outcome.Failed, hasSibling: true);
        Ended("b", Outcome.Failed, hasSibling: true);

        Assert.True(Ended("a", Outcome.Failed, hasSibling: true));
    }

    [Fact]
    public void A_retry_that_fails_is_no_evidence_and_uses_none_up()
    {
        Ended("a", Outcome.Ok);
        _hosts.Heard(new Ending(Outcome.Failed, TimeSpan.Zero, false, null, "b", false, 1, ++_now));

        Assert.True(Ended("b", Outcome.Failed));
        Assert.False(Ended("b", Outcome.Failed));
    }

    private bool Ended(string? host, Outcome outcome, bool hasSibling = false) =>
        _hosts.Counts(new Ending(outcome, TimeSpan.Zero, false, null, host, false, 1, ++_now, hasSibling));
}
