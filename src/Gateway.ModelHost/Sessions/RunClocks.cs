namespace Gateway.ModelHost.Sessions;

/// <summary>The three parts of runs, added up.</summary>
internal sealed class RunClocks
{
    private readonly Stopclock _input = new();
    private readonly Stopclock _infer = new();
    private readonly Stopclock _output = new();

    public StatisticDuration Input => _input.Total;

    public StatisticDuration Infer => _infer.Total;

    public StatisticDuration Output => _output.Total;

    public void Add(RunTimes times)
    {
        _input.Add(times.Input);
        _infer.Add(times.Infer);
        _output.Add(times.Output);
    }
}
