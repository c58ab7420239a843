using Gateway.Core.Evaluation;
using nietras.SeparatedValues;

namespace Gateway.Cli.Data;

/// <summary>Separated values with a header line; quotes as RFC 4180 has them.</summary>
internal static class CsvFile
{
    public static DataSet Read(string file, Stream stream, char separator)
    {
        using SepReader reader = Sep.New(separator).Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(stream);
        ColumnBuilder[] columns = [];
        DataProblems problems = new(file);
        foreach (SepReader.Row row in reader)
        {
            if (row.RowIndex == 0)
            {
                columns = Header(row); // not Sep's own, whose refusal of a name that is there twice does not say it
                continue;
            }

            if (row.ColCount != columns.Length)
            {
                problems.Add($"line {row.LineNumberFrom}: {row.ColCount} cells where the header has {columns.Length}");
                continue;
            }

            for (int i = 0; i < columns.Length; i++)
            {
                columns[i].Add(row[i].Span);
            }
        }

        problems.Throw();
        return new DataSet([.. columns.Select(column => column.Build())]);
    }

    private static ColumnBuilder[] Header(SepReader.Row row)
    {
        ColumnBuilder[] columns = new ColumnBuilder[row.ColCount];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new ColumnBuilder(row[i].ToString().Trim());
        }

        return columns;
    }
}
