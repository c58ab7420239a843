using Gateway.ModelHost;

ServeOptions? options = CommandLine.Parse(args, out int exitCode);
if (options is null)
{
    return exitCode;
}

if (options.Check is { } file)
{
    return Check.Run(file, options.Session, options.Golden, options.Measure);
}

try
{
    using LogFile? log = options.LogFile is { } path ? LogFile.Redirect(path) : null;
    await using WebApplication app = Composition.Build(options);
    await app.StartAsync();
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (IOException problem)
{
    await Console.Error.WriteLineAsync(Composition.Explain(problem, options));
    return 1;
}
