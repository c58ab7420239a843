using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Batching;

/// <summary>Requests of one model wait here for a turn. While a turn is free they run at once, on their caller's thread if the model's runs are short; what comes while none is, is joined at the next.</summary>
internal sealed class Batcher : IDisposable
{
    private readonly Lock _changes = new();
    private readonly List<Call> _waiting = [];
    private readonly ModelRun _run;
    private readonly RunThreads _threads = new(TimeSpan.FromSeconds(10));
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JoinRules _rules;
    private Gathering _gathering = Gathering.None;
    private RunCost _cost;
    private int _running;
    private bool _closed;

    public Batcher(ModelRun run, JoinRules rules, TimeProvider time)
    {
        (_run, _rules, _time, _start) = (run, rules, time, time.GetTimestamp());
        _timer = time.CreateTimer(static batcher => ((Batcher)batcher!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Replaced whole; those that wait are looked at again.</summary>
    public JoinRules Rules
    {
        get => Volatile.Read(ref _rules);
        set
        {
            Volatile.Write(ref _rules, value);
            Pump();
        }
    }

    /// <summary>Why its requests are not joined; null: they are.</summary>
    public string? Apart => _run.Apart;

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <returns>The answer; null when the model is on its way out and takes no more.</returns>
    /// <exception cref="BusyException">Too many wait already, or it waited too long.</exception>
    /// <exception cref="ModelException">The model threw while running.</exception>
    public async ValueTask<Answer?> RunAsync(Call call)
    {
        lock (_changes)
        {
            if (_closed)
            {
                return null;
            }

            call.Arrive(Now);
            if (_waiting.Count > 0 || _running >= _rules.Concurrency || Waits(call))
            {
                Enter(call);
            }
            else
            {
                Start(call);
            }
        }

        return call.AtOnce ? AtOnce(call) : await call.Task;
    }

    /// <summary>Takes no more; ends when the last run has.</summary>
    public Task CloseAsync()
    {
        lock (_changes)
        {
            _closed = true;
            Look();
        }

        return _idle.Task;
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Although a turn is free.</summary>
    private bool Waits(Call call) =>
        (_rules.MaxQueueDelay > TimeSpan.Zero || _gathering.Come(call.Since).Holds(call.Since)) && _rules.Queue > 0 && _run.Joins(call);

    private void Start(Call call)
    {
        _gathering = _gathering.Come(call.Since);
        _running++;
        if (_cost.IsLong)
        {
            _threads.Begin(new Turn(this, [call]));
        }
        else
        {
            call.Start();
        }
    }

    private Answer AtOnce(Call call)
    {
        TimeSpan began = Now;
        try
        {
            Answer answer = _run.Alone(call, began);
            Answering(call, 1, call.Inferences, began);
            return answer;
        }
        finally
        {
            Ended();
        }
    }

    private void Enter(Call call)
    {
        if (Refusal(call) is not null)
        {
            Look(atOnce: true);
        }

        if (Refusal(call) is { } refusal)
        {
            throw refusal;
        }

        if (_run.Joins(call))
        {
            call.Sort(_waiting.FindLast(other => other.Kind != Candidate.Alone && other.Fits(call))?.Kind ?? (_waiting.Count == 0 ? 0 : _waiting.Max(other => other.Kind) + 1));
        }

        _gathering = _gathering.Come(call.Since);
        Insert(call);
        call.Metrics.Waits(1);
        if (_running < _rules.Concurrency || call.Place.Patience is not null)
        {
            Look(); // else nothing may start, and there is no new time to watch
        }
    }

    private BusyException? Refusal(Call call)
    {
        if (_waiting.Count >= _rules.Queue)
        {
            return new BusyException(_rules.Limited
                ? $"The model's limit is reached: {_rules.Concurrency} requests run and {_waiting.Count} wait."
                : $"Too many requests wait already: {_waiting.Count}.", _rules.Limited);
        }

        Place place = call.Place;
        return place.Most > 0 && _waiting.Count(other => other.Place.Level == place.Level) >= place.Most
            ? new BusyException($"The limit of priority {place.Level} is reached: {place.Most} requests wait.", limit: true) : null;
    }

    /// <summary>Behind all that it is not before.</summary>
    private void Insert(Call call) => _waiting.Insert(_waiting.FindLastIndex(other => !call.IsBefore(other)) + 1, call);

    /// <summary>A run has done well, and its answers go out next: who returns finds himself expected.</summary>
    /// <param name="one">Of its calls.</param>
    private void Answering(Call one, int calls, long rows, TimeSpan began)
    {
        lock (_changes)
        {
            TimeSpan now = Now;
            _cost = rows <= _rules.MaxBatchSize ? _cost.With(now - began, rows) : _cost.With(now - began);
            if (_running == 1)
            {
                _gathering = _gathering.After(_cost.IsLong && WouldJoin(one) ? calls : 0, _waiting.Count, _cost, now);
            }
        }
    }

    private void Ended()
    {
        lock (_changes)
        {
            _running--;
            Look();
        }
    }

    /// <summary>If it came again now.</summary>
    private bool WouldJoin(Call call) => _run.Joins(call) && (_waiting.Count == 0
        || (_waiting[0].Kind != Candidate.Alone && _waiting[0].Fits(call) && _waiting.Sum(other => (double)other.Rows) + call.Rows <= _rules.MaxBatchSize));

    private void Pump()
    {
        lock (_changes)
        {
            Look();
        }
    }

    /// <summary>Starts what may start, and lets go of what need not run any more.</summary>
    /// <param name="atOnce">Nobody is waited for: there is no room for more, or no more come.</param>
    private void Look(bool atOnce = false)
    {
        (JoinRules rules, Gathering gathering) = atOnce || _closed ? (_rules with { MaxQueueDelay = TimeSpan.Zero }, Gathering.None) : (_rules, _gathering);
        TimeSpan next;
        bool started;
        do
        {
            TimeSpan now = Now;
            foreach (Call late in _waiting.FindAll(call => call.BecomesLate(now)))
            {
                _waiting.Remove(late);
                Insert(late);
            }

            Candidate[] candidates = [.. _waiting.Select(call => call.Candidate)];
            Fate[] fates = new Fate[candidates.Length];
            next = Joining.Next(candidates, rules, gathering, _running < rules.Concurrency, now, fates) - now;
            started = Settle(fates);
        }
        while (started && _waiting.Count > 0);
        _timer.Change(next > TimeSpan.FromDays(1) || _waiting.Count == 0 ? Timeout.InfiniteTimeSpan : Whole(next), Timeout.InfiniteTimeSpan);
        TellIfIdle();
    }

    /// <returns>A run was started.</returns>
    private bool Settle(Fate[] fates)
    {
        List<Call> joined = [], left = [];
        for (int i = 0; i < fates.Length; i++)
        {
            Call call = _waiting[i];
            (fates[i] == Fate.Waits ? left : joined).Add(call);
            if (fates[i] != Fate.Waits)
            {
                call.Metrics.Waits(-1);
            }

            if (fates[i] is Fate.Expired or Fate.Gone)
            {
                joined.RemoveAt(joined.Count - 1);
                _ = fates[i] == Fate.Gone ? call.TrySetCanceled(call.CancellationToken) : call.TrySetException(new BusyException("Request timeout expired"));
            }
        }

        _waiting.Clear();
        _waiting.AddRange(left);
        if (joined.Count == 0)
        {
            return false;
        }

        _running++;
        Turn turn = new(this, joined);
        if (_cost.IsLong)
        {
            _threads.Begin(turn);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false);
        }

        return true;
    }

    private void TellIfIdle()
    {
        if (_closed && _running == 0 && _waiting.Count == 0)
        {
            _idle.TrySetResult();
        }
    }

    /// <summary>Timers count whole milliseconds; one that fires early would only fire again.</summary>
    private static TimeSpan Whole(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));

    private sealed class Turn(Batcher batcher, List<Call> calls) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            (TimeSpan began, long rows) = (batcher.Now, calls.Sum(call => call.Inferences));
            try
            {
                batcher._run.Together(calls, began, () => batcher.Answering(calls[0], calls.Count, rows, began));
            }
            finally
            {
                batcher.Ended();
            }
        }
    }
}
