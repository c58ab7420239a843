using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Output;
using Gateway.Contracts;
using Host = Gateway.Contracts.Host;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl hosts [--log ID]</c>.</summary>
internal static class HostsCommand
{
    public static Command Make(CommandContext context)
    {
        Option<string?> log = new("--log") { Description = "The id of a host: its log's last lines." };
        Option<int> lines = new("--lines") { Description = "With --log: how many lines, 1 to 10000; default 200.", DefaultValueFactory = _ => 200 };
        return context.Command("hosts", "Lists hosts, or shows what one says.", [log, lines], async (result, client, token) =>
        {
            if (result.GetValue(log) is { } id)
            {
                context.Printer.Line(await client.HostLogAsync(id, result.GetValue(lines), token));
                return Exit.Done;
            }

            Page<Host> hosts = await client.HostsAsync(token);
            return context.Show(result, hosts, ["id", "state", "pid", "address", "in flight", "restarts", "cpu", "memory"], hosts.Items.Select(host => new[]
            {
                host.Id, host.State, $"{host.Pid}", host.Address, $"{host.InFlight}", $"{host.Restarts}", host.Cpu?.ToString("0.0 's'", CultureInfo.InvariantCulture), Cells.Bytes(host.Memory),
            }));
        });
    }
}
