using Gateway.Contracts;

namespace Gateway.Cli.Output;

/// <summary>A refusal, whole.</summary>
internal static class Problems
{
    public static async Task WriteAsync(Problem problem, TextWriter error)
    {
        await error.WriteLineAsync(problem.Errors is { Count: > 0 } || problem.Detail is null ? problem.Title : $"{problem.Title} {problem.Detail}");
        foreach (ProblemItem item in problem.Errors ?? [])
        {
            await error.WriteLineAsync($"  {item.Path}: {item.Message}{(item.Value is null ? "" : $" ({item.Value})")}");
        }
    }
}
