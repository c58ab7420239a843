using CsCheck;
using Gateway.ModelHost.Batching;
using Xunit;

namespace Gateway.ModelHost.Tests.Batching;

public sealed class JoiningTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);

    private static readonly Gen<JoinRules> Rules = Gen.Select(Gen.Int[1, 16], Gen.Int[0, 3], Gen.Int[1, 16].Array[0, 3], (most, delay, preferred) => new JoinRules(most, TimeSpan.FromSeconds(delay), preferred, 1, 100, false));

    /// <summary>In the order of their arrival, up to five seconds ago.</summary>
    private static readonly Gen<Candidate[]> Waiting = Gen.Select(Gen.Int[-1, 2], Gen.Int[1, 6], Gen.Int[0, 5000], Gen.Int[-1000, 3000], Gen.Int[0, 9])
        .Select(one => new Candidate(one.Item1, one.Item2, Now - TimeSpan.FromMilliseconds(one.Item3), one.Item4 > 2000 ? TimeSpan.MaxValue : Now + TimeSpan.FromMilliseconds(one.Item4), one.Item5 == 0))
        .Array[0, 12].Select(all => all.OrderBy(candidate => candidate.Since).ToArray());

    private static readonly Gen<(Candidate[] Waiting, JoinRules Rules, bool Free)> Any = Gen.Select(Waiting, Rules, Gen.Bool);

    [Fact]
    public void Nobody_is_lost_and_only_the_late_and_the_gone_are_let_go() => Any.Sample(given =>
    {
        (Fate[] fates, _) = Decide(given.Waiting, given.Rules, given.Free);
        Assert.All(given.Waiting.Zip(fates), pair =>
        {
            Assert.Equal(pair.First.Gone, pair.Second == Fate.Gone);
            Assert.Equal(!pair.First.Gone && pair.First.Deadline <= Now, pair.Second == Fate.Expired);
        });
    });

    [Fact]
    public void A_run_has_one_kind_and_never_more_rows_than_the_most_unless_it_is_one_request() => Any.Sample(given =>
    {
        Candidate[] joined = Joined(given.Waiting, given.Rules, given.Free);
        Assert.True(joined.Length <= 1 || (joined.Sum(candidate => candidate.Rows) <= given.Rules.MaxBatchSize && joined.All(candidate => candidate.Kind != Candidate.Alone)));
        Assert.True(joined.Select(candidate => candidate.Kind).Distinct().Count() <= 1);
    });

    [Fact]
    public void The_first_that_waits_is_in_every_run_and_nobody_overtakes_within_a_kind() => Any.Sample(given =>
    {
        (Fate[] fates, _) = Decide(given.Waiting, given.Rules, given.Free);
        int first = Array.FindIndex(fates, fate => fate is Fate.Waits or Fate.Joins);
        if (!fates.Contains(Fate.Joins))
        {
            return;
        }

        Assert.Equal(Fate.Joins, fates[first]);
        Fate[] kind = [.. fates.Where((fate, index) => given.Waiting[index].Kind == given.Waiting[first].Kind && fate is Fate.Waits or Fate.Joins && given.Waiting[index].Kind == given.Waiting[first].Kind)];
        Assert.Equal(kind.OrderByDescending(fate => fate == Fate.Joins), kind);
    });

    [Fact]
    public void Without_a_free_turn_nothing_starts_and_without_a_delay_something_always_does() => Any.Sample(given =>
    {
        Assert.True(given.Free || Joined(given.Waiting, given.Rules, free: false).Length == 0);
        Candidate[] alive = [.. given.Waiting.Where(candidate => !candidate.Gone && candidate.Deadline > Now)];
        Assert.Equal(alive.Length > 0, Joined(given.Waiting, given.Rules with { MaxQueueDelay = TimeSpan.Zero }, free: true).Length > 0);
    });

    [Fact]
    public void Who_must_wait_is_looked_at_again_in_time() => Any.Sample(given =>
    {
        (Fate[] fates, TimeSpan look) = Decide(given.Waiting, given.Rules, free: true);
        Candidate[] left = [.. given.Waiting.Where((_, index) => fates[index] == Fate.Waits)];
        Assert.All(left, candidate => Assert.True(look <= candidate.Deadline));
        Assert.True(left.Length == 0 || fates.Contains(Fate.Joins) || look <= left[0].Since + given.Rules.MaxQueueDelay);
        Assert.True(look > Now);
    });

    [Theory]
    [InlineData(0, "1,1,1", "", 3)]
    [InlineData(0, "1,1,1,1,1,1", "4", 4)]
    [InlineData(0, "3,3,3", "", 2)]
    [InlineData(0, "9,1", "", 1)]
    [InlineData(2, "1,1,1", "", 0)]
    [InlineData(2, "1,1,1", "2", 2)]
    [InlineData(2, "4,4", "", 2)]
    [InlineData(2, "5,4", "", 1)]
    public void Eight_rows_at_most_with_a_delay_and_preferred_sizes(int delay, string rows, string preferred, int joined)
    {
        JoinRules rules = new(8, TimeSpan.FromSeconds(delay), [.. preferred.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)], 1, 100, false);
        Candidate[] waiting = [.. rows.Split(',').Select(count => new Candidate(1, int.Parse(count, null), Now, TimeSpan.MaxValue, false))];
        Assert.Equal(joined, Joined(waiting, rules, free: true).Length);
    }

    [Theory]
    [InlineData(1, 5, 3, 0)] // two of three are back: wait for the third
    [InlineData(0, 5, 3, 2)] // all are back
    [InlineData(1, -1, 3, 2)] // its time is over
    [InlineData(1, 5, 2, 2)] // full
    public void Those_who_were_answered_together_are_waited_for_but_not_long(int missing, int left, int most, int joined)
    {
        JoinRules rules = new(most, TimeSpan.Zero, [], 1, 100, false);
        Candidate one = new(1, 1, Now, TimeSpan.MaxValue, false);
        Fate[] fates = Decide([one, one], rules, free: true, new Gathering(missing, Now + TimeSpan.FromMilliseconds(left), 1)).Fates;
        Assert.Equal(joined, fates.Count(fate => fate == Fate.Joins));
    }

    [Theory]
    [InlineData(4, 100, 2)] // his time would be over first
    [InlineData(9, 100, 2)] // or by when a timer tells
    [InlineData(11, 100, 0)]
    [InlineData(11, 2, 2)] // there is no room for those who come
    public void Nobody_is_waited_for_at_the_cost_of_those_who_are_here(int patience, int queue, int joined)
    {
        Candidate one = new(1, 1, Now, TimeSpan.MaxValue, false), two = one with { Deadline = Now + TimeSpan.FromMilliseconds(patience) };
        Fate[] fates = Decide([one, two], new JoinRules(64, TimeSpan.Zero, [], 1, queue, false), free: true, new Gathering(1, Now + TimeSpan.FromMilliseconds(5), 1)).Fates;
        Assert.Equal(joined, fates.Count(fate => fate == Fate.Joins));
    }

    [Fact]
    public void Rows_beyond_all_counting_join_nobody()
    {
        Candidate one = new(1, 1, Now, TimeSpan.MaxValue, false);
        Assert.Equal(one, Assert.Single(Joined([one, one with { Rows = long.MaxValue }], new JoinRules(64, TimeSpan.Zero, [], 1, 100, false), free: true)));
    }

    private static Candidate[] Joined(Candidate[] waiting, JoinRules rules, bool free)
    {
        (Fate[] fates, _) = Decide(waiting, rules, free);
        return [.. waiting.Where((_, index) => fates[index] == Fate.Joins)];
    }

    private static (Fate[] Fates, TimeSpan Look) Decide(Candidate[] waiting, JoinRules rules, bool free, Gathering? gathering = null)
    {
        Fate[] fates = new Fate[waiting.Length];
        return (fates, Joining.Next(waiting, rules, gathering ?? Gathering.None, free, Now, fates));
    }
}
