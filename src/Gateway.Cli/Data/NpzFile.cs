using System.IO.Compression;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>numpy's archives: a column per array, a row per entry of its first axis.</summary>
internal static class NpzFile
{
    public static DataSet Read(string file, Stream stream)
    {
        DataProblems problems = new(file);
        List<Column> columns = [];
        using ZipArchive archive = new(stream, ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string name = Path.GetFileNameWithoutExtension(entry.FullName);
            try
            {
                using Stream array = entry.Open();
                columns.Add(NumpyArray.Read(name, array));
            }
            catch (FormatException problem)
            {
                problems.Add($"array \"{name}\": {problem.Message}");
            }
        }

        problems.Throw();
        return new DataSet(columns);
    }
}
