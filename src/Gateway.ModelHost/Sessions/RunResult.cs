namespace Gateway.ModelHost.Sessions;

/// <summary>What one run gave, in the runtime's memory, which is given back when the last answer that shows it is disposed.</summary>
internal sealed class RunResult(IReadOnlyList<Output> outputs, IReadOnlyList<IDisposable> memory)
{
    private int _answers = 1;

    public IReadOnlyList<Output> Outputs => outputs;

    /// <summary>How many answers will show it; 1 if this is never called.</summary>
    public void Share(int answers) => _answers = answers;

    public void Release()
    {
        if (Interlocked.Decrement(ref _answers) == 0)
        {
            foreach (IDisposable part in memory)
            {
                part.Dispose();
            }
        }
    }
}
