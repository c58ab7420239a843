using System.CommandLine;
using Gateway.Cli.Commands;
using Gateway.Cli.Output;
using Gateway.Contracts;
using Gateway.Core.Names;

namespace Gateway.Cli;

/// <summary>The tool: parses, calls, and turns what goes wrong into an exit code.</summary>
internal static class Gwctl
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        Connection connection = new();
        Printer printer = new(output, error);
        RootCommand root = new("Steers a gateway.") { Options = { connection.Server, connection.KeyFile, printer.Format } };
        foreach (Command command in All(new CommandContext(connection, printer)))
        {
            root.Subcommands.Add(command);
        }

        ParseResult result = root.Parse(args);
        string[] mistakes = args is [['[', ..], ..] ? [] : [.. Mistakes(result)]; // [suggest]: the line is not whole yet
        if (mistakes.Length > 0)
        {
            await error.WriteLineAsync(string.Join(Environment.NewLine, mistakes.Append("See gwctl --help.")));
            return Exit.Usage;
        }

        return await InvokeAsync(result, output, error);
    }

    /// <remarks>The parser takes an unknown option for the command's argument where one is free.</remarks>
    private static IEnumerable<string> Mistakes(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        IEnumerable<string> known = command.Options.Concat(result.RootCommandResult.Command.Options).Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name));
        IEnumerable<string> taken = result.CommandResult.Tokens.Select(token => token.Value).Where(word => word.StartsWith("--", StringComparison.Ordinal));
        return OptionProblems.Of(result.Errors.Select(problem => problem.Message), [.. taken, .. result.UnmatchedTokens], known);
    }

    private static IEnumerable<Command> All(CommandContext context) =>
    [
        StatusCommand.Make(context),
        ModelsCommand.Make(context),
        VersionsCommand.Make(context),
        CardCommand.Make(context),
        AliasCommand.Make(context),
        TagsCommand.Make(context),
        ApproveCommand.Make(context),
        CopyCommand.Make(context),
        TrafficCommand.Make(context),
        RolloutsCommand.Make(context),
        RolloutCommand.Make(context),
        RollbackCommand.Make(context),
        HostsCommand.Make(context),
        KeysCommand.Make(context),
        PoliciesCommand.Make(context),
        SettingsCommand.Make(context),
        EventsCommand.Make(context),
        PushCommand.Make(context),
        PackCommand.Make(context),
        DataCommand.Make(context),
        EvaluateCommand.Make(context),
        ReportCommand.Make(context),
        ExplainCommand.Make(context),
        SignCommand.Make(context),
        AuditCommand.Make(context),
        TraceCommand.Make(context),
        ClientCommand.Make(context),
        CheckCommand.Make(context),
        FuzzCommand.Make(context),
        CompletionCommand.Make(context),
        MetricsCommand.Make(context),
        RegisterCommand.Make(context),
        FreezeCommand.Make(context),
        FreezeCommand.MakeStop(context),
        BackupCommand.Make(context),
        RestoreCommand.Make(context),
        JudgeCommand.Make(context),
        SimulateCommand.Make(context),
    ];

    private static async Task<int> InvokeAsync(ParseResult result, TextWriter output, TextWriter error)
    {
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }
        catch (GatewayException refused)
        {
            await Problems.WriteAsync(refused.Problem, error);
            return refused.Problem.Status is 401 or 403 ? Exit.Unreachable : refused.Problem.Status == 408 ? Exit.Inconclusive : Exit.No;
        }
        catch (UnreachableException unreachable)
        {
            await error.WriteLineAsync(unreachable.Message);
            return Exit.Unreachable;
        }
        catch (Exception problem) when (problem is IOException or UsageException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            await error.WriteLineAsync(problem.Message);
            return Exit.Usage;
        }
        catch (OperationCanceledException)
        {
            return Exit.Inconclusive;
        }
    }
}

/// <summary>What was asked for cannot be meant.</summary>
internal sealed class UsageException(string message) : Exception(message);
