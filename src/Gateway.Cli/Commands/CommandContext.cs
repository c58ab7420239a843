using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary>What every command works with.</summary>
internal sealed record CommandContext(Connection Connection, Printer Printer)
{
    /// <summary>A command that calls the gateway and prints.</summary>
    public Command Command(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, GatewayClient, CancellationToken, Task<int>> run)
    {
        Command command = Made(name, description, symbols);
        command.SetAction((result, cancellationToken) => run(result, Connection.Open(result), cancellationToken));
        return command;
    }

    /// <summary>A command that needs no gateway.</summary>
    public static Command Offline(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        Command command = Made(name, description, symbols);
        command.SetAction(run);
        return command;
    }

    /// <summary>Prints an answer: as it came with <c>-o json</c>, else as the rows.</summary>
    public int Show<T>(ParseResult result, T answer, string[] columns, IEnumerable<string?[]> rows)
    {
        Printer.Show(result, answer, columns, rows);
        return Exit.Done;
    }

    private static Command Made(string name, string description, IEnumerable<Symbol> symbols)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
                default:
                    command.Subcommands.Add((Command)symbol);
                    break;
            }
        }

        return command;
    }
}
