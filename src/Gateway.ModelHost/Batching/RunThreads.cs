namespace Gateway.ModelHost.Batching;

/// <summary>
/// Threads that do one model's runs, and nothing else. ONNX Runtime wakes its own threads in every run, and Linux wakes a thread on the processor it was last on, even where another is idle: a run that begins
/// on whichever thread of the pool comes first at times shares one processor with the very thread that it waits for (a third of the runs of a 10 ms model took up to twice as long; 2026-11).
/// </summary>
/// <param name="linger">A thread that is idle for so long ends.</param>
internal sealed class RunThreads(TimeSpan linger)
{
    private readonly object _changes = new();
    private readonly Queue<IThreadPoolWorkItem> _runs = [];
    private int _idle;

    /// <summary>Begins at once: where no thread is idle, a new one is made.</summary>
    public void Begin(IThreadPoolWorkItem run)
    {
        lock (_changes)
        {
            _runs.Enqueue(run);
            if (_runs.Count > _idle)
            {
                new Thread(Work) { IsBackground = true, Name = "Runs" }.Start();
            }
            else
            {
                Monitor.Pulse(_changes);
            }
        }
    }

    private void Work()
    {
        while (Next() is { } run)
        {
            run.Execute();
        }
    }

    private IThreadPoolWorkItem? Next()
    {
        lock (_changes)
        {
            _idle++;
            while (_runs.Count == 0 && Monitor.Wait(_changes, linger))
            {
            }

            _idle--;
            return _runs.TryDequeue(out IThreadPoolWorkItem? run) ? run : null;
        }
    }
}
