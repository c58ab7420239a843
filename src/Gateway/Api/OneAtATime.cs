namespace Gateway.Api;

/// <summary>Changes that must see each other, one after the other.</summary>
internal sealed class OneAtATime : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <returns>The turn; the next begins when it is disposed.</returns>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
