namespace Gateway.Cli.Data;

/// <summary>What is wrong with a file, so far: the first hundred are kept, the others counted.</summary>
internal sealed class DataProblems(string file)
{
    private const int Most = 100;

    private readonly List<string> _kept = [];
    private long _count;

    public void Add(string problem)
    {
        if (_count++ < Most)
        {
            _kept.Add(problem);
        }
    }

    /// <param name="line">From 1, as an editor counts.</param>
    public void Add(long line, string column, string problem) => Add($"line {line}, column \"{column}\": {problem}");

    /// <exception cref="DataException">There was something.</exception>
    public void Throw()
    {
        if (_count > 0)
        {
            throw new DataException(file, _count > Most ? [.. _kept, $"… and {_count - Most} more"] : _kept);
        }
    }
}
