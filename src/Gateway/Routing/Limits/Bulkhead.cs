namespace Gateway.Routing.Limits;

/// <summary>How many predictions are under way. One for each model: one that is overloaded is refused more, and takes nothing from the others.</summary>
internal sealed class Bulkhead
{
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <param name="most">At least 1; may change from one call to the next.</param>
    /// <returns>False: there are as many already. Else <see cref="Leave"/> must follow, once.</returns>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _inFlight) <= most)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);
}
