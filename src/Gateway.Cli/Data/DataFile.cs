using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>Reads a data set, by the ending of its name; any of them may be <c>.gz</c>.</summary>
internal static class DataFile
{
    public const string Forms = ".csv, .tsv, .arff, .jsonl, .npz";

    /// <exception cref="DataException">It cannot be read: every problem, with its line and its column.</exception>
    public static DataSet Read(string file)
    {
        bool packed = Path.GetExtension(file) == ".gz";
        string ending = Path.GetExtension(packed ? Path.GetFileNameWithoutExtension(file) : file).ToLowerInvariant();
        using FileStream bytes = File.OpenRead(file);
        using Stream stream = packed ? new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionMode.Decompress) : bytes;
        try
        {
            DataSet data = ending switch
            {
                ".csv" => CsvFile.Read(file, stream, ','),
                ".tsv" => CsvFile.Read(file, stream, '\t'),
                ".arff" => ArffFile.Read(file, stream),
                ".jsonl" or ".ndjson" => JsonLinesFile.Read(file, stream),
                ".npz" => NpzFile.Read(file, stream),
                _ => throw new DataException(file, $"\"{ending}\" is none of {Forms}."),
            };
            return data.Rows > 0 ? data : throw new DataException(file, "it holds no rows.");
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidDataException or FormatException)
        {
            throw new DataException(file, problem.Message);
        }
    }
}
