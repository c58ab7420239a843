using System.Collections.Concurrent;
using Gateway.ModelHost.Batching;
using Xunit;

namespace Gateway.ModelHost.Tests.Batching;

public sealed class RunThreadsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public void Runs_that_follow_each_other_share_a_thread()
    {
        RunThreads threads = new(Timeout.InfiniteTimeSpan);
        Assert.Single(Enumerable.Range(0, 5).Select(_ => On(threads)).Distinct());
    }

    [Fact]
    public void A_thread_to_which_nothing_comes_ends_and_what_comes_later_is_run_all_the_same()
    {
        RunThreads threads = new(TimeSpan.FromMilliseconds(1));
        for (int run = 0; run < 5; run++)
        {
            Assert.True(On(threads).Join(Soon));
        }
    }

    [Fact]
    public void As_many_run_at_once_as_are_begun_and_none_is_lost_or_done_twice()
    {
        RunThreads threads = new(TimeSpan.FromSeconds(1));
        CountdownEvent[] together = [.. Enumerable.Range(0, 25).Select(_ => new CountdownEvent(8))];
        using CountdownEvent done = new(200);
        ConcurrentDictionary<int, int> times = [];
        for (int i = 0; i < 200; i++)
        {
            int number = i;
            threads.Begin(new Run(() =>
            {
                together[number / 8].Signal();
                if (together[number / 8].Wait(Soon)) // eight at once, or nobody gets on
                {
                    times.AddOrUpdate(number, 1, (_, before) => before + 1);
                    done.Signal();
                }
            }));
        }

        Assert.True(done.Wait(Soon));
        Assert.Equal(200, times.Count);
        Assert.All(times.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_run_that_begins_the_next_as_its_last_deed_keeps_its_thread_though_others_are_idle()
    {
        RunThreads threads = new(Timeout.InfiniteTimeSpan);
        On(threads);
        ConcurrentQueue<Thread> on = [];
        using CountdownEvent left = new(50);
        threads.Begin(new Run(Next));
        Assert.True(left.Wait(Soon));
        Assert.Single(on.Distinct());

        void Next()
        {
            on.Enqueue(Thread.CurrentThread);
            if (!left.Signal())
            {
                threads.Begin(new Run(Next));
            }
        }
    }

    [Fact]
    public void Two_that_a_run_begins_are_done_at_once()
    {
        RunThreads threads = new(Timeout.InfiniteTimeSpan);
        using CountdownEvent together = new(2);
        using CountdownEvent done = new(2);
        threads.Begin(new Run(() =>
        {
            for (int run = 0; run < 2; run++)
            {
                threads.Begin(new Run(() =>
                {
                    together.Signal();
                    if (together.Wait(Soon))
                    {
                        done.Signal();
                    }
                }));
            }
        }));
        Assert.True(done.Wait(Soon));
    }

    /// <returns>The thread that did a run; it is idle by now.</returns>
    private static Thread On(RunThreads threads)
    {
        using BlockingCollection<Thread> on = [];
        threads.Begin(new Run(() => on.Add(Thread.CurrentThread)));
        Assert.True(on.TryTake(out Thread? thread, Soon));
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !thread.IsAlive, Soon));
        return thread;
    }

    private sealed class Run(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}
