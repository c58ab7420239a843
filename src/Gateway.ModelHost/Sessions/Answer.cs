namespace Gateway.ModelHost.Sessions;

/// <summary>What a model answered to one request. Dispose gives the runtime's memory back.</summary>
internal sealed class Answer(IReadOnlyList<Output> outputs, RunResult result) : IDisposable
{
    private bool _disposed;

    public IReadOnlyList<Output> Outputs => outputs;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            result.Release();
        }
    }
}
