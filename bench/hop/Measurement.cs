namespace Gateway.Hop;

/// <summary>Alternating rounds over every contestant, so that whatever else the machine does hits all alike.</summary>
internal static class Measurement
{
    public static async Task<int> RunAsync(Settings settings)
    {
        string repository = Find(AppContext.BaseDirectory);
        string folder = Directory.CreateTempSubdirectory("hop-").FullName;
        try
        {
            string body = Path.Combine(folder, "body.json");
            await File.WriteAllTextAsync(body, Body(repository));
            Wrk wrk = new(Path.Combine(repository, "bench/hop/wrk.lua"), body);
            using Contest contest = new(repository, folder);
            await contest.StartAsync(settings);
            Results full = await RoundsAsync(wrk, contest.Contestants, settings, settings.Connections, TimeSpan.Zero, warm: true);
            double half = full.Median(contest.Contestants[^1].Name, sample => sample.PerSecond) / 2;
            Results paced = await RoundsAsync(wrk, contest.Contestants, settings, settings.Connections * 2, TimeSpan.FromSeconds(settings.Connections * 2 / half), warm: false);
            string report = Report.Of(settings, contest.Contestants, full, paced);
            Console.WriteLine(report);
            if (settings.Only.Count == 0)
            {
                await File.WriteAllTextAsync(Path.Combine(repository, settings.Report), report);
            }

            return full.Errors + paced.Errors == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Results> RoundsAsync(Wrk wrk, IReadOnlyList<Contestant> contestants, Settings settings, int connections, TimeSpan pause, bool warm)
    {
        Results results = new();
        for (int round = warm ? -1 : 0; round < settings.Rounds; round++)
        {
            // Every other round backwards: no contestant always follows the same neighbour.
            foreach (Contestant contestant in round % 2 == 0 ? contestants : contestants.Reverse())
            {
                Sample sample = await wrk.RunAsync(contestant, connections, TimeSpan.FromSeconds(round < 0 ? 8 : settings.Seconds), pause);
                if (round >= 0)
                {
                    results.Add(contestant.Name, sample);
                }
            }
        }

        return results;
    }

    /// <summary>A real row of the sample.</summary>
    private static string Body(string repository)
    {
        string line = File.ReadLines(Path.Combine(repository, "samples/digits/models/heldout.csv")).ElementAt(1);
        return $$"""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"FP32","data":[{{line[..line.LastIndexOf(',')]}}]}]}""";
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Gateway.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
