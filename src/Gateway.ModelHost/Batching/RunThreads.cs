namespace Gateway.ModelHost.Batching;

/// <summary>
/// Threads that do one model's runs, and nothing else. ONNX Runtime wakes its own threads in every run, and Linux wakes a thread on the processor it was last on, even where another is idle: a run that begins
/// on whichever thread of the pool comes first at times shares one processor with the very thread that it waits for (a third of the runs of a 10 ms model took up to twice as long; 2026-11).
/// </summary>
/// <param name="linger">A thread that is idle for so long ends.</param>
internal sealed class RunThreads(TimeSpan linger)
{
    /// <summary>Whose thread this is, while it is not counted as idle.</summary>
    [ThreadStatic]
    private static RunThreads? _busyOf;

    private readonly object _changes = new();
    private readonly Queue<IThreadPoolWorkItem> _runs = [];
    private int _idle;

    /// <summary>Begins at once: where no thread is idle, a new one is made. A run that begins another as the last that it does leaves its thread to it.</summary>
    public void Begin(IThreadPoolWorkItem run)
    {
        lock (_changes)
        {
            _runs.Enqueue(run);
            if (BecomesIdle())
            {
                return; // and takes it next
            }

            if (_runs.Count <= _idle)
            {
                Monitor.Pulse(_changes);
            }
            else
            {
                Add();
            }
        }
    }

    /// <returns>This thread was counted as busy until now.</returns>
    private bool BecomesIdle()
    {
        if (_busyOf != this)
        {
            return false;
        }

        _busyOf = null;
        _idle++;
        return true;
    }

    private void Add()
    {
        try
        {
            new Thread(Work) { IsBackground = true, Name = "Runs" }.UnsafeStart();
        }
        catch (OutOfMemoryException) // the machine gives no more threads: the pool has some
        {
            ThreadPool.UnsafeQueueUserWorkItem(_runs.Dequeue(), preferLocal: false);
        }
    }

    private void Work()
    {
        _busyOf = this;
        while (Next() is { } run)
        {
            _busyOf = this;
            run.Execute();
        }
    }

    private IThreadPoolWorkItem? Next()
    {
        lock (_changes)
        {
            BecomesIdle();
            while (_runs.Count == 0 && Monitor.Wait(_changes, linger))
            {
            }

            _idle--;
            return _runs.TryDequeue(out IThreadPoolWorkItem? run) ? run : null;
        }
    }
}
