namespace Gateway.Routing.Replays;

/// <summary>How many attempts may be repeated: 10 % of the requests and 10 a second, at most ten seconds' worth saved up.</summary>
internal sealed class ReplayBudget
{
    private const long Token = 1000;
    private const long PerRequest = Token / 10;
    private const long PerMillisecond = Token * 10 / 1000;
    private const long Most = 100 * Token;

    private long _tokens = Most;
    private long _refilledAt = Environment.TickCount64;

    /// <summary>A request came: it brings a tenth of a replay.</summary>
    public void Deposit()
    {
        if (Volatile.Read(ref _tokens) < Most)
        {
            Interlocked.Add(ref _tokens, PerRequest);
        }
    }

    /// <returns>False: too much is failing; repeating it would only add load.</returns>
    public bool TryTake()
    {
        Refill();
        if (Interlocked.Add(ref _tokens, -Token) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _tokens, Token);
        return false;
    }

    private void Refill()
    {
        long now = Environment.TickCount64, last = Volatile.Read(ref _refilledAt);
        if (now > last && Interlocked.CompareExchange(ref _refilledAt, now, last) == last)
        {
            long room = Most - Volatile.Read(ref _tokens);
            Interlocked.Add(ref _tokens, Math.Clamp((now - last) * PerMillisecond, 0, Math.Max(0, room)));
        }
    }
}
