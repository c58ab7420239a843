using System.Globalization;

namespace Gateway.Demo;

/// <summary>A held-out row as a request, and what it shows.</summary>
internal sealed record DemoRow(byte[] Body, int Label);

/// <summary>Reads the rows that no version was trained on.</summary>
internal static class DemoRows
{
    /// <exception cref="StartupException">The file is not there or not what it should be.</exception>
    public static DemoRow[] Read(string folder)
    {
        string file = Path.Combine(folder, "heldout.csv");
        try
        {
            return [.. File.ReadLines(file).Skip(1).Select(Row)];
        }
        catch (Exception problem) when (problem is IOException or FormatException or ArgumentOutOfRangeException)
        {
            throw new StartupException($"{file}: {problem.Message}");
        }
    }

    private static DemoRow Row(string line)
    {
        int last = line.LastIndexOf(',');
        string body = $$"""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"FP32","data":[{{line[..last]}}]}]}""";
        return new DemoRow(System.Text.Encoding.UTF8.GetBytes(body), int.Parse(line[(last + 1)..], CultureInfo.InvariantCulture));
    }
}
