using Gateway;

CommandLine? commandLine = CommandLine.Parse(args, out int exitCode);
if (commandLine is null)
{
    return exitCode;
}

try
{
    await using WebApplication app = await Composition.BuildAsync(commandLine);
    await Listeners.StartAsync(app);
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (StartupException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return problem.ExitCode;
}
finally
{
    if (Directory.Exists(CommandLine.DemoDirectory))
    {
        Directory.Delete(CommandLine.DemoDirectory, recursive: true);
    }
}
