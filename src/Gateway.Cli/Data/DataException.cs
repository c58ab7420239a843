namespace Gateway.Cli.Data;

/// <summary>A data set cannot be read; says everything that is wrong with it.</summary>
internal sealed class DataException(string file, IReadOnlyList<string> problems)
    : IOException(string.Join(Environment.NewLine, problems.Select(problem => $"{Path.GetFileName(file)}: {problem}")))
{
    public DataException(string file, string problem)
        : this(file, [problem])
    {
    }
}
