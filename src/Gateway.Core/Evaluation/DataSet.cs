namespace Gateway.Core.Evaluation;

/// <summary>Rows to ask a model with, and what is known of them.</summary>
public sealed record DataSet
{
    /// <exception cref="ArgumentException">Columns of different length, or two of one name.</exception>
    public DataSet(IReadOnlyList<Column> columns)
    {
        Columns = columns;
        Rows = columns.Count == 0 ? 0 : columns[0].Rows;
        if (columns.FirstOrDefault(column => column.Rows != Rows) is { } other)
        {
            throw new ArgumentException($"\"{columns[0].Name}\" has {Rows} rows, and \"{other.Name}\" {other.Rows}.");
        }

        if (columns.GroupBy(column => column.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"There are {twice.Count()} columns \"{twice.Key}\".");
        }
    }

    public IReadOnlyList<Column> Columns { get; }

    public int Rows { get; }

    public Column? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
