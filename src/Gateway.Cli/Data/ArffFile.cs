using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>WEKA's files: attributes with their types, then rows; sparse rows as well.</summary>
internal static class ArffFile
{
    public static DataSet Read(string file, Stream stream)
    {
        using StreamReader reader = new(stream);
        DataProblems problems = new(file);
        List<ArffAttribute> attributes = [];
        bool isData = false;
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            text = text.Trim();
            if (text.Length == 0 || text[0] == '%')
            {
                continue;
            }

            if (isData)
            {
                Row(line, text, attributes, problems);
            }
            else if (Begins(text, "@data"))
            {
                isData = true;
            }
            else if (Begins(text, "@attribute"))
            {
                attributes.Add(ArffAttribute.Parse(line, text["@attribute".Length..], problems));
            }
            else if (!Begins(text, "@relation"))
            {
                problems.Add($"line {line}: \"{text}\" is no @relation, @attribute or @data");
            }
        }

        if (!isData)
        {
            problems.Add("there is no @data line");
        }

        problems.Throw();
        return new DataSet([.. attributes.Select(attribute => attribute.Build())]);
    }

    private static void Row(long line, string text, List<ArffAttribute> attributes, DataProblems problems)
    {
        string[] cells = [.. ArffText.Cells(text[0] == '{' ? text.Trim('{', '}') : text)];
        if (text[0] == '{')
        {
            cells = Sparse(line, cells, attributes, problems);
        }

        if (cells.Length != attributes.Count)
        {
            problems.Add($"line {line}: {cells.Length} values where there are {attributes.Count} attributes");
            return;
        }

        for (int i = 0; i < cells.Length; i++)
        {
            attributes[i].Add(line, cells[i], problems);
        }
    }

    /// <summary><c>{3 7.5, 9 yes}</c>: what is not named is 0, or the first of the names.</summary>
    private static string[] Sparse(long line, string[] named, List<ArffAttribute> attributes, DataProblems problems)
    {
        string[] cells = [.. attributes.Select(attribute => attribute.Zero)];
        foreach (string cell in named.Where(cell => cell.Length > 0))
        {
            string[] parts = cell.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && int.TryParse(parts[0], out int index) && index >= 0 && index < cells.Length)
            {
                cells[index] = ArffText.Unquote(parts[1]);
            }
            else
            {
                problems.Add($"line {line}: \"{cell}\" is not INDEX VALUE with an index below {cells.Length}");
            }
        }

        return cells;
    }

    private static bool Begins(string text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
