namespace Gateway.Serving;

/// <param name="Rounds">Each round measures everyone once, in turn.</param>
/// <param name="Seconds">Of one measurement, after two to warm up.</param>
/// <param name="Only">Names of models; empty: all.</param>
/// <param name="Report">Where the page is written; relative to the checkout.</param>
internal sealed record Settings(int Rounds, int Seconds, IReadOnlyList<string> Only, string Report)
{
    public static Settings Parse(string[] options)
    {
        Settings settings = new(5, 5, [], "bench/host/report.md");
        for (int i = 0; i + 1 < options.Length; i += 2)
        {
            string value = options[i + 1];
            settings = options[i] switch
            {
                "--rounds" => settings with { Rounds = int.Parse(value) },
                "--seconds" => settings with { Seconds = int.Parse(value) },
                "--only" => settings with { Only = value.Split(',') },
                "--report" => settings with { Report = value },
                _ => throw new ArgumentException($"There is no option {options[i]}."),
            };
        }

        return settings;
    }
}
