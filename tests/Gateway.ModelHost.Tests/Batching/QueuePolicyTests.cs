using System.Runtime.InteropServices;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.ModelHost.Tests.Batching;

/// <summary>Who waits before whom, and for how long.</summary>
public sealed class QueuePolicyTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>One at a time, and none before the rules say so.</summary>
    private static readonly JoinRules Held = new(1, TimeSpan.Zero, [], 0, 100, Limited: false);

    private readonly FakeTimeProvider _runs = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData(0, false, 10, 0)] // refuses to be told
    [InlineData(20, false, 10, 20)]
    [InlineData(20, true, 10, 10)]
    [InlineData(20, true, 30, 20)] // never longer
    [InlineData(20, true, 0, 20)]
    [InlineData(0, true, 10, 10)]
    public void A_request_may_shorten_its_time_where_the_policy_lets_it(int policy, bool overridable, int asked, int patience)
    {
        static TimeSpan? Of(int milliseconds) => milliseconds == 0 ? null : TimeSpan.FromMilliseconds(milliseconds);
        QueueRules rules = QueueRules.Unsaid with { Default = new QueuePolicy(Of(policy), overridable) };
        Assert.Equal(Of(patience), rules.PlaceOf(new RequestParameters(Timeout: Of(asked))).Patience);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 2)] // there is none: the default's
    public void A_priority_that_there_is_not_is_the_default_one(int asked, int level)
    {
        QueueRules rules = new(3, 2, new QueuePolicy(Most: 5), new Dictionary<int, QueuePolicy> { [1] = new(Most: 1) });
        Place place = rules.PlaceOf(new RequestParameters(Priority: asked));
        Assert.Equal((level, level == 1 ? 1 : 5), (place.Level, place.Most));
        Assert.Equal(11, rules.Most); // 1 + 5 + 5
    }

    [Fact]
    public async Task Higher_priorities_run_first_and_within_one_the_first_that_came()
    {
        using Served model = new("derived/mnist_batch", Held);
        Asked[] asked = [.. ((int[])[2, 3, 1, 2, 1]).Select(level => Ask(model, new Place { Level = level }))];
        int[] order = await OrderAsync(model, asked);
        Assert.Equal([2, 4, 0, 3, 1], order);
    }

    [Fact]
    public async Task A_delayed_request_runs_behind_those_of_its_priority_whose_time_is_not_over_and_is_not_refused()
    {
        FakeTimeProvider time = new();
        using Served model = new("derived/mnist_batch", Held, time);
        Place delays = new() { Level = 1, Patience = TimeSpan.FromMilliseconds(50), Delays = true };
        Asked[] late = [Ask(model, delays), Ask(model, delays), Ask(model, new Place { Level = 2 })];
        time.Advance(TimeSpan.FromMilliseconds(51));
        int[] order = await OrderAsync(model, [.. late, Ask(model, delays)]);
        Assert.Equal([3, 0, 1, 2], order);
    }

    [Fact]
    public async Task A_full_priority_refuses_its_own_and_no_others()
    {
        using Served model = new("derived/mnist_batch", Held);
        Place one = new() { Level = 1, Most = 1 };
        Task<float[]> waits = model.RunAsync(Digit(), one);
        BusyException full = await Assert.ThrowsAsync<BusyException>(() => model.RunAsync(Digit(), one));
        Assert.Equal((true, "The limit of priority 1 is reached: 1 requests wait."), (full.Limit, full.Message));
        Task<float[]> other = model.RunAsync(Digit(), new Place { Level = 2, Most = 1 });
        model.Batcher.Rules = Held with { Concurrency = 1 };
        await Task.WhenAll(waits, other).WaitAsync(Soon);
    }

    /// <summary>Counted by itself, on a clock on which no two runs are at one time.</summary>
    private Asked Ask(Served model, Place place)
    {
        ModelMetrics metrics = new("m", "1", "cpu", _runs, listed: false);
        return new Asked(metrics, model.Batcher.RunAsync(new Call([Digit()], ["Plus214_Output_0"], metrics, place, CancellationToken.None)).AsTask());
    }

    private static async Task<int[]> OrderAsync(Served model, Asked[] asked)
    {
        model.Batcher.Rules = Held with { Concurrency = 1 };
        Array.ForEach(await Task.WhenAll(asked.Select(one => one.Answer)).WaitAsync(Soon), answer => answer!.Dispose());
        return [.. asked.Index().OrderBy(one => one.Item.Metrics.Statistics().LastInference).Select(one => one.Index)];
    }

    private static Tensor Digit()
    {
        Tensor tensor = new("Input3", Datatype.Fp32, [1, 1, 28, 28]);
        MemoryMarshal.Cast<byte, float>(tensor.Data).Fill(1);
        return tensor;
    }

    private sealed record Asked(ModelMetrics Metrics, Task<Answer?> Answer);
}
