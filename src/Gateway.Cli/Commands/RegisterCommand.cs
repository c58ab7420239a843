using System.CommandLine;
using System.Text.Json;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl register MODEL URL …</c>: a version that something else serves; the same addresses again are the same version.</summary>
internal static class RegisterCommand
{
    private static readonly string[] Columns = ["version", "state", "hosts"];

    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model");
        Argument<string[]> hosts = new("hosts") { Description = "Where it is served, such as http://a:8000, or http://a:8000,http://a:8001 for a host that also speaks gRPC.", Arity = ArgumentArity.OneOrMore };
        Option<string?> servedModel = new("--served-model") { Description = "The hosts' own name for the model." };
        Option<string?> servedVersion = new("--served-version") { Description = "The hosts' own name for the version." };
        Option<string?> protocol = new("--protocol") { Description = "v2, or http for any HTTP service." };
        Option<string?> healthPath = new("--health-path") { Description = "With --protocol http: what answers 200 when the host is well." };
        Option<string?> reason = new("--reason");
        return context.Command("register", "Registers a version that something else serves.", [model, hosts, servedModel, servedVersion, protocol, healthPath, reason], async (result, client, token) =>
        {
            (string? Model, string? Version) served = (result.GetValue(servedModel), result.GetValue(servedVersion));
            Version version = await client.RegisterAsync(
                result.GetValue(model)!,
                new VersionRegistration
                {
                    Hosts = [.. result.GetValue(hosts)!.Select(Host)],
                    ServedAs = served is (null, null) ? null : new ServedAs(served.Model, served.Version),
                    Protocol = result.GetValue(protocol),
                    HealthPath = result.GetValue(healthPath),
                    Reason = result.GetValue(reason),
                },
                token);
            context.Show(result, version, Columns, [[version.Number, version.State, $"{version.Hosts.Ready}/{version.Hosts.Wanted}"]]);
            return version.State == "ready" ? Exit.Done : Exit.Inconclusive;
        });
    }

    private static JsonElement Host(string host) => host.Split(',') is [var rest, var grpc]
        ? JsonSerializer.SerializeToElement(new { rest, grpc })
        : JsonSerializer.SerializeToElement(host);
}
