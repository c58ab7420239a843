namespace Gateway.Serving;

/// <summary>Every situation, one after the other, and the page about them.</summary>
internal static class Measurement
{
    public static async Task<int> RunAsync(Settings settings)
    {
        string repository = Find(AppContext.BaseDirectory);
        string folder = Directory.CreateTempSubdirectory("serving-").FullName;
        Report report = new(settings);
        bool right = true;
        try
        {
            foreach (Situation situation in Situation.All.Where(situation => settings.Only.Count == 0 || settings.Only.Contains(situation.Name)))
            {
                Models models = Models.Make(folder, situation);
                using Servers servers = new(repository, models.Model);
                Results results = await new Rounds(situation, settings, models).RunAsync(servers, await servers.StartAsync());
                report.Add(situation, results);
                right &= results.Wrong + results.Failed == 0;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine(report.Text);
        if (settings.Only.Count == 0)
        {
            await File.WriteAllTextAsync(Path.Combine(repository, settings.Report), report.Text);
        }

        return right ? 0 : 1;
    }

    /// <summary>Only the models and their answers, for a look by hand.</summary>
    public static int Make(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (Situation situation in Situation.All)
        {
            Console.WriteLine(Models.Make(folder, situation));
        }

        return 0;
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Gateway.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
