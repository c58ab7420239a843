using System.CommandLine;
using Gateway.Strain;
using Gateway.TestKit;

if (args is ["trickle", var port, var connections])
{
    await new Trickle(int.Parse(port, null), int.Parse(connections, null)).RunAsync();
    return 0;
}

if (args is ["browse", var address, var pages])
{
    await Browsers.RunAsync(new Uri(address), int.Parse(pages, null));
    return 0;
}

// As it ships: processes of tests are told not to compile their code twice, and what is measured here is compiled as it would be.
Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "1");
Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "1E");

IStrain[] all = [new HostsKilled(), new GatewayKilled(), new Overload(), new SlowConnections(), new Dashboards(), new LoadCycles()];
Option<string?> only = new("--only") { Description = "One of them." };
Option<double> scale = new("--scale") { Description = "How much of it: 1 is what the report shows.", DefaultValueFactory = _ => 1 };
Option<string?> report = new("--report") { Description = "The file to write." };
only.AcceptOnlyFromAmong([.. all.Select(strain => strain.Name)]);
RootCommand command = new("What clients see of a gateway under strain.") { only, scale, report };
command.SetAction(async parse =>
{
    List<Outcome> outcomes = [];
    foreach (IStrain strain in all.Where(strain => parse.GetValue(only) is not { } one || strain.Name == one))
    {
        Console.Error.WriteLine(strain.Name);
        outcomes.Add(await strain.RunAsync(parse.GetValue(scale)));
    }

    string page = Report.Of(outcomes);
    Console.WriteLine(page);
    if (parse.GetValue(report) is { } file || parse.GetValue(only) is null && (file = Path.Combine(Paths.Repository, "bench/strain/report.md")) is not null)
    {
        await File.WriteAllTextAsync(file, page);
    }

    return outcomes.TrueForAll(outcome => outcome.Reached) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
