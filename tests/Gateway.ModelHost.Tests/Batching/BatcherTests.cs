using System.Runtime.InteropServices;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Sessions;
using Gateway.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.ModelHost.Tests.Batching;

public sealed class BatcherTests
{
    private static readonly SessionSettings Session = new(Device.Cpu, 1, false, new Dictionary<string, string>(), [], false);
    private static readonly JoinRules Rules = new(64, TimeSpan.Zero, [], 1, 256, false);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_comes_while_the_turn_is_taken_runs_together_and_everyone_gets_his_own_rows()
    {
        using Served mnist = new("derived/mnist_batch", Rules);
        float[][] expected = await AllAsync([.. Enumerable.Range(0, 6).Select(seed => mnist.RunAsync(Digits(seed, 1 + (seed % 3))))]);
        mnist.Batcher.Rules = Rules with { Concurrency = 0 };
        Task<float[]>[] waiting = [.. Enumerable.Range(0, 6).Select(seed => mnist.RunAsync(Digits(seed, 1 + (seed % 3))))];
        mnist.Batcher.Rules = Rules;
        float[][] joined = await AllAsync(waiting);
        Assert.All(expected.Zip(joined), pair => Assert.True(pair.First.Zip(pair.Second).All(values => Math.Abs(values.First - values.Second) < 1e-3 * Math.Max(1, Math.Abs(values.First)))));
        BatchStatistics together = mnist.Metrics.Statistics().Batches[^1];
        Assert.Equal((12, 1), (together.Size, together.ComputeInfer.Count)); // 1 + 2 + 3 + 1 + 2 + 3 rows, in one run
    }

    [Fact]
    public async Task Texts_are_joined_and_taken_apart_like_numbers()
    {
        using Served model = new("derived/identity_bytes", Rules);
        Assert.Null(model.Run.Apart);
        model.Batcher.Rules = Rules with { Concurrency = 0 };
        Task<Answer>[] waiting = [model.AskAsync(Texts(model, "a", "")), model.AskAsync(Texts(model, "ümläut")), model.AskAsync(Texts(model, "c", "d", "eeee"))];
        model.Batcher.Rules = Rules;
        string[][] answers = [.. (await Task.WhenAll(waiting)).Select(answer => Enumerable.Range(0, answer.Outputs[0].Count).Select(i => System.Text.Encoding.UTF8.GetString(answer.Outputs[0].Element(i))).ToArray())];
        Assert.Equal([["a", ""], ["ümläut"], ["c", "d", "eeee"]], answers);
        Assert.Equal(1, model.Metrics.Statistics().ExecutionCount);
    }

    [Fact]
    public async Task A_run_that_throws_for_one_is_repeated_for_each_alone()
    {
        using Served model = new("derived/fails_unless_6", Rules);
        List<Call> calls = [.. new[] { 6, 5, 6 }.Select(rows => model.Call(Filled(model, rows)))];
        model.Run.Together(calls, TimeSpan.Zero, () => Assert.Fail("It was no one run."));
        Answer[] answers = [await calls[0].Task, await calls[2].Task];
        Assert.All(answers, answer => Assert.NotEmpty(answer.Outputs));
        await Assert.ThrowsAsync<ModelException>(() => calls[1].Task);
    }

    [Theory]
    [InlineData("mnist", "the first dimension of \"Input3\" is not free")]
    [InlineData("derived/mnist_batch", null)]
    [InlineData("derived/identity_bytes", null)]
    [InlineData("node_unique_sorted_with_axis", "first dimension")]
    public void A_model_is_joined_only_if_a_row_stays_a_row(string name, string? why)
    {
        using LoadedModel model = LoadedModel.Load(FixtureModels.FileOf(name), Session);
        string? objection = RowsApart.Objection(model);
        Assert.True(why is null ? objection is null : objection!.Contains(why, StringComparison.Ordinal), objection);
    }

    [Fact]
    public async Task A_request_that_may_wait_no_longer_is_answered_when_its_time_is_over()
    {
        FakeTimeProvider time = new();
        using Served model = new("derived/mnist_batch", Rules with { Concurrency = 0 }, time);
        Task<float[]> waiting = model.RunAsync(Digits(0, 1), new Place { Patience = TimeSpan.FromMilliseconds(50) });
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(51));
        BusyException late = await Assert.ThrowsAsync<BusyException>(() => waiting.WaitAsync(Soon));
        Assert.Equal("Request timeout expired", late.Message);
    }

    [Fact]
    public async Task A_delay_is_waited_out_for_others_and_ends_with_the_batch_full()
    {
        FakeTimeProvider time = new();
        using Served model = new("derived/mnist_batch", Rules with { MaxBatchSize = 3, MaxQueueDelay = TimeSpan.FromMilliseconds(5) }, time);
        Task<float[]> first = model.RunAsync(Digits(0, 1)), second = model.RunAsync(Digits(1, 1));
        Assert.False(first.IsCompleted);
        Task<float[]> third = model.RunAsync(Digits(2, 1));
        await Task.WhenAll(first, second, third).WaitAsync(Soon);
        Task<float[]> alone = model.RunAsync(Digits(3, 1));
        Assert.False(alone.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(6));
        await alone.WaitAsync(Soon);
        Assert.Equal([1, 3], model.Metrics.Statistics().Batches.Select(batch => batch.Size));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_more_than_may_wait_is_refused_and_a_client_that_left_makes_room(bool limited)
    {
        using Served model = new("derived/mnist_batch", Rules with { Concurrency = 0, Queue = 2, Limited = limited });
        using CancellationTokenSource left = new();
        Task<float[]> gone = model.RunAsync(Digits(0, 1), cancellationToken: left.Token), stays = model.RunAsync(Digits(1, 1));
        BusyException full = await Assert.ThrowsAsync<BusyException>(() => model.RunAsync(Digits(2, 1)));
        Assert.Equal(limited, full.Limit);
        await left.CancelAsync();
        Task<float[]> next = model.RunAsync(Digits(3, 1));
        await Assert.ThrowsAsync<TaskCanceledException>(() => gone.WaitAsync(Soon));
        model.Batcher.Rules = Rules;
        await Task.WhenAll(stays, next).WaitAsync(Soon);
        Assert.Equal(2, model.Metrics.Statistics().InferenceCount);
    }

    [Fact]
    public async Task A_lone_run_is_broken_off_when_its_client_leaves()
    {
        using Served model = new("derived/busy", Rules);
        using CancellationTokenSource left = new();
        left.CancelAfter(TimeSpan.FromMilliseconds(50));
        Call endless = Busy(500_000, left.Token); // some 1 s
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(async () => await model.Batcher.RunAsync(endless)).WaitAsync(Soon));
    }

    [Fact]
    public async Task Long_runs_leave_their_callers_thread_and_short_ones_do_not()
    {
        using Served quick = new("derived/identity_bytes", Rules, new FakeTimeProvider()), busy = new("derived/busy", Rules);
        await quick.AskAsync(Texts(quick, "a"));
        Assert.True(quick.Batcher.RunAsync(quick.Call(Texts(quick, "a"))).AsTask().IsCompleted);
        await busy.Batcher.RunAsync(Busy(5_000)); // some 10 ms
        using CancellationTokenSource left = new();
        Task<Answer?> elsewhere = busy.Batcher.RunAsync(Busy(50_000_000, left.Token)).AsTask(); // some 100 s
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => elsewhere.WaitAsync(Soon));
    }

    [Fact]
    public async Task Where_none_may_wait_a_free_turn_takes_one_however_long_it_runs()
    {
        using Served busy = new("derived/busy", Rules with { Queue = 0 });
        for (int run = 0; run < 3; run++)
        {
            Assert.NotNull(await busy.Batcher.RunAsync(Busy(5_000)));
        }
    }

    [Fact]
    public async Task Who_returns_first_from_a_run_with_company_waits_for_the_others_but_not_for_long()
    {
        RunsTakeTime time = new(TimeSpan.FromMilliseconds(10)); // whatever their rows: a run of one's own costs as much
        using Served model = new("derived/mnist_batch", Rules, time);
        await TogetherAsync(model, time, 1);
        await TogetherAsync(model, time, 4);
        List<Task<float[]>> back = [.. Enumerable.Range(0, 3).Select(seed => model.RunAsync(Digits(seed, 1)))];
        Assert.DoesNotContain(back, task => task.IsCompleted);
        Assert.Equal(2, model.Metrics.Statistics().ExecutionCount);
        time.Arm();
        await AllAsync([.. back, model.RunAsync(Digits(3, 1))]);
        Assert.Equal(3, model.Metrics.Statistics().ExecutionCount);
        Task<float[]>[] two = [model.RunAsync(Digits(0, 1)), model.RunAsync(Digits(1, 1))];
        Assert.DoesNotContain(two, task => task.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(11)); // the others stay away
        await AllAsync(two);
        Assert.Equal(4, model.Metrics.Statistics().ExecutionCount);
    }

    [Fact]
    public async Task A_model_that_is_retired_ends_its_runs_takes_no_more_and_its_answers_stay_readable()
    {
        Served model = new("derived/mnist_batch", Rules);
        Answer kept = await model.AskAsync(Digits(0, 2));
        float[] before = MemoryMarshal.Cast<byte, float>(kept.Outputs[0].Data).ToArray();
        model.Batcher.Rules = Rules with { Concurrency = 0 };
        Task<float[]> waiting = model.RunAsync(Digits(1, 1));
        Task closing = model.Batcher.CloseAsync();
        Assert.False(closing.IsCompleted);
        Assert.Null(await model.Batcher.RunAsync(model.Call(Digits(2, 1))));
        model.Batcher.Rules = Rules;
        await Task.WhenAll(waiting, closing).WaitAsync(Soon);
        model.Dispose();
        Assert.Equal(before, MemoryMarshal.Cast<byte, float>(kept.Outputs[0].Data).ToArray());
        kept.Dispose();
    }

    [Fact]
    public async Task A_model_that_is_retired_waits_neither_for_a_delay_nor_for_who_is_gone()
    {
        FakeTimeProvider time = new();
        using Served model = new("derived/mnist_batch", Rules with { MaxQueueDelay = TimeSpan.FromMinutes(1) }, time);
        using CancellationTokenSource left = new();
        Task<float[]> gone = model.RunAsync(Digits(0, 1), cancellationToken: left.Token), stays = model.RunAsync(Digits(1, 1));
        await left.CancelAsync();
        await model.Batcher.CloseAsync().WaitAsync(Soon);
        await stays.WaitAsync(Soon);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.WaitAsync(Soon));
        using Served empty = new("derived/mnist_batch", Rules with { Concurrency = 0 }, time);
        Task<float[]> alone = empty.RunAsync(Digits(0, 1), cancellationToken: left.Token);
        await empty.Batcher.CloseAsync().WaitAsync(Soon);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone.WaitAsync(Soon));
    }

    [Fact]
    public async Task Nobody_is_refused_for_those_who_wait_beside_a_free_turn()
    {
        using Served model = new("derived/mnist_batch", Rules with { MaxQueueDelay = TimeSpan.FromMinutes(1), Queue = 2 }, new FakeTimeProvider());
        Task<float[]>[] all = [.. Enumerable.Range(0, 3).Select(seed => model.RunAsync(Digits(seed, 1)))];
        await Task.WhenAll(all[..2]).WaitAsync(Soon);
        Assert.False(all[2].IsFaulted);
    }

    [Fact]
    public async Task Under_load_from_many_everyone_gets_what_he_would_get_alone()
    {
        using Served model = new("derived/mnist_batch", Rules with { Concurrency = 2 });
        float[][] expected = [.. await AllAsync([.. Enumerable.Range(0, 16).Select(seed => model.RunAsync(Digits(seed, 1 + (seed % 2))))])];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(seed => Task.Run(async () =>
        {
            for (int i = 0; i < 25; i++)
            {
                float[] answer = await model.RunAsync(Digits(seed, 1 + (seed % 2)));
                Assert.True(answer.Zip(expected[seed]).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3 * Math.Max(1, Math.Abs(pair.Second))));
            }
        })));
        Assert.True(model.Metrics.Statistics().ExecutionCount <= 16 * 26);
    }

    private static async Task TogetherAsync(Served model, RunsTakeTime time, int calls)
    {
        model.Batcher.Rules = Rules with { Concurrency = 0 };
        Task<float[]>[] waiting = [.. Enumerable.Range(0, calls).Select(seed => model.RunAsync(Digits(seed, 1)))];
        time.Arm();
        model.Batcher.Rules = Rules;
        await AllAsync(waiting);
    }

    private static async Task<float[][]> AllAsync(Task<float[]>[] answers) => await Task.WhenAll(answers).WaitAsync(Soon);

    private static Tensor Digits(int seed, int rows)
    {
        Tensor tensor = new("Input3", Datatype.Fp32, [rows, 1, 28, 28]);
        Random random = new(seed);
        foreach (ref float pixel in MemoryMarshal.Cast<byte, float>(tensor.Data))
        {
            pixel = random.Next(256);
        }

        return tensor;
    }

    private static Call Busy(long iterations, CancellationToken cancellationToken = default)
    {
        Tensor x = new("x", Datatype.Fp32, [2, 128]), iters = new("iters", Datatype.Int64, [1]);
        MemoryMarshal.Write(iters.Data, iterations);
        return new([x, iters], ["y"], new ModelMetrics("m", "1", "cpu", TimeProvider.System, listed: false), default, cancellationToken);
    }

    private static Tensor Texts(Served model, params string[] texts)
    {
        TensorSpec spec = model.Loaded.Signature.Inputs[0];
        Tensor tensor = new(spec.Name, Datatype.Bytes, [texts.Length, .. spec.Shape.Skip(1).Select(_ => 1L)]);
        for (int i = 0; i < texts.Length; i++)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(texts[i]);
            bytes.CopyTo(tensor.BeginElement(i, bytes.Length));
            tensor.EndElement(i, bytes.Length);
        }

        return tensor;
    }

    private static Tensor Filled(Served model, int rows)
    {
        TensorSpec spec = model.Loaded.Signature.Inputs[0];
        return new Tensor(spec.Name, spec.Datatype, [rows, .. spec.Shape.Skip(1)]);
    }

    /// <summary>A clock on which the next run takes so long: it begins where the test's own context does not reach.</summary>
    private sealed class RunsTakeTime : FakeTimeProvider
    {
        private readonly AsyncLocal<bool> _test = new() { Value = true };
        private readonly TimeSpan _each;
        private int _reads = 2;

        public RunsTakeTime(TimeSpan each) => _each = each;

        public void Arm() => Volatile.Write(ref _reads, 0);

        public override long GetTimestamp()
        {
            long now = base.GetTimestamp();
            if (!_test.Value && Interlocked.Increment(ref _reads) == 1)
            {
                Advance(_each);
            }

            return now;
        }
    }
}
