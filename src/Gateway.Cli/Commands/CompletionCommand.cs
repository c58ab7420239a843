using System.CommandLine;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl completion bash|zsh|fish</c>: a script that the shell sources; it asks gwctl itself what may follow.</summary>
internal static class CompletionCommand
{
    /// <summary>The first word is cut off: what the tool is called is the shell's business.</summary>
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _gwctl() {
                local line="${COMP_LINE#* }" IFS=$'\n'
                COMPREPLY=($(compgen -W "$(gwctl "[suggest:$((COMP_POINT - ${#COMP_LINE} + ${#line}))]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _gwctl gwctl
            """,
        ["zsh"] = """
            _gwctl() {
                local line="${BUFFER#* }"
                compadd -- "${(@f)$(gwctl "[suggest:${#line}]" "$line" 2>/dev/null)}"
            }
            compdef _gwctl gwctl
            """,
        ["fish"] = """
            function __gwctl
                set -l line (string replace -r '^\S+ ' '' -- (commandline -cp))
                gwctl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c gwctl -f -a '(__gwctl)'
            """,
    };

    public static Command Make(CommandContext context)
    {
        Argument<string> shell = new("shell") { Description = string.Join(", ", Scripts.Keys) };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        return CommandContext.Offline("completion", "Prints a completion script: source <(gwctl completion bash).", [shell], (result, _) =>
        {
            context.Printer.Line(Scripts[result.GetValue(shell)!]);
            return Task.FromResult(Exit.Done);
        });
    }
}
