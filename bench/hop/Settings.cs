namespace Gateway.Hop;

/// <param name="Rounds">Each round measures every contestant once, in turn.</param>
/// <param name="Seconds">Of one measurement.</param>
/// <param name="Only">Names of contestants; empty: all.</param>
/// <param name="Report">Where the table is written; relative to the checkout.</param>
internal sealed record Settings(int Rounds, int Seconds, int Connections, IReadOnlyList<string> Only, string Report)
{
    public static Settings Parse(string[] options)
    {
        Settings settings = new(3, 4, 16, [], "bench/hop/report.md");
        for (int i = 0; i + 1 < options.Length; i += 2)
        {
            string value = options[i + 1];
            settings = options[i] switch
            {
                "--rounds" => settings with { Rounds = int.Parse(value) },
                "--seconds" => settings with { Seconds = int.Parse(value) },
                "--connections" => settings with { Connections = int.Parse(value) },
                "--only" => settings with { Only = value.Split(',') },
                "--report" => settings with { Report = value },
                _ => throw new ArgumentException($"There is no option {options[i]}."),
            };
        }

        return settings;
    }

    public bool Takes(string name) => Only.Count == 0 || Only.Contains(name);
}
