namespace Gateway.Tests.Architecture;

/// <summary>The dependency table of docs/architecture.md: namespace → namespaces of ours that it may use besides itself.</summary>
internal static class WhoMayKnowWhom
{
    private static readonly string[] Everywhere =
        ["Gateway", "Gateway.Telemetry", "Gateway.Security", "Gateway.Journal", "Gateway.Api", "Gateway.Contracts", "Gateway.Core.Models", "Gateway.Core.Names"];

    private static readonly Dictionary<string, string[]> Table = new()
    {
        ["Gateway.Core.Models"] = [],
        ["Gateway.Core.Names"] = [],
        ["Gateway.Core.Statistics"] = [],
        ["Gateway.Core.Evaluation"] = ["Gateway.Core.Statistics"],
        ["Gateway.Core.Preflight"] = ["Gateway.Core.Statistics", "Gateway.Core.Models"],
        ["Gateway.Core.Inference"] = ["Gateway.Core.Models"],
        ["Gateway.Core.Routing"] = ["Gateway.Core.Models"],
        ["Gateway.Core.Analysis"] = ["Gateway.Core.Statistics", "Gateway.Core.Routing", "Gateway.Core.Models", "Gateway.Core.Names"],
        ["Gateway.Core.Rollouts"] = ["Gateway.Core.Analysis", "Gateway.Core.Routing", "Gateway.Core.Models"],
        ["Gateway.Core.Simulation"] = ["Gateway.Core.Rollouts", "Gateway.Core.Analysis", "Gateway.Core.Routing", "Gateway.Core.Statistics", "Gateway.Core.Models"],
        ["Gateway.Contracts"] = [],
        ["Gateway.Telemetry"] = Everywhere,
        ["Gateway.Security"] = Everywhere,
        ["Gateway.Journal"] = Everywhere,
        ["Gateway.Api"] = ["Gateway", "Gateway.Contracts", "Gateway.Core.Names"],
        ["Gateway.Registry"] = [.. Everywhere, "Gateway.Core.Preflight"],
        ["Gateway.Hosts"] = [.. Everywhere, "Gateway.Registry", "Gateway.Core.Preflight"],
        ["Gateway.Routing"] = [.. Everywhere, "Gateway.Hosts", "Gateway.Core.Routing", "Gateway.Core.Inference"],
        ["Gateway.Analysis"] = [.. Everywhere, "Gateway.Routing", "Gateway.Core.Analysis", "Gateway.Core.Inference", "Gateway.Core.Routing", "Gateway.Core.Statistics"],
        ["Gateway.Rollouts"] =
        [
            .. Everywhere, "Gateway.Registry", "Gateway.Hosts", "Gateway.Routing", "Gateway.Analysis",
            "Gateway.Core.Rollouts", "Gateway.Core.Analysis", "Gateway.Core.Routing", "Gateway.Core.Statistics",
        ],
        ["Gateway.Notifications"] = Everywhere,
        ["Gateway.Hooks"] = [.. Everywhere, "Gateway.Registry", "Gateway.Passports"],
        ["Gateway.Passports"] = [.. Everywhere, "Gateway.Registry", "Gateway.Rollouts", "Gateway.Core.Rollouts"],
        ["Gateway.Storage.Sqlite"] =
        [
            .. Everywhere, "Gateway.Registry", "Gateway.Hosts", "Gateway.Rollouts", "Gateway.Analysis", "Gateway.Notifications", "Gateway.Hooks",
            "Gateway.Core.Rollouts", "Gateway.Core.Analysis", "Gateway.Core.Statistics",
        ],
        ["Gateway.Handover"] = ["Gateway", "Gateway.Telemetry"],
        ["Gateway.Dashboard"] = ["Gateway.Contracts"],
        ["Gateway.Demo"] = ["Gateway", "Gateway.Contracts"],
        ["Gateway.ModelHost"] = ["Gateway.Core.Models", "Gateway.Core.Names", "Gateway.Core.Inference", "Gateway.Core.Preflight"],
        ["Gateway.Cli"] = ["Gateway.Contracts", "Gateway.Core.Models", "Gateway.Core"],
    };

    /// <returns>False for a namespace without a line in the table.</returns>
    public static bool Knows(string from) => from == "Gateway" || Row(from) is not null;

    public static bool May(string from, string to) =>
        from == "Gateway" || from == to || Row(from) is { } row && (to == row.Name || Inside(to, row.Name) || row.May.Any(allowed => to == allowed || (allowed != "Gateway" && Inside(to, allowed))));

    /// <summary>Of the composition root's namespace only what docs/decisions/0003 names is for everyone.</summary>
    public static bool IsRootSecret(string from, string type) =>
        from != "Gateway" && type.StartsWith("Gateway.", StringComparison.Ordinal) && type.Count(letter => letter == '.') == 1
        && type is not ("Gateway.GatewayOptions" or "Gateway.StartupException");

    /// <summary>The nearest line: a folder inside a folder has its parent's.</summary>
    private static (string Name, string[] May)? Row(string from)
    {
        string? name = Table.Keys.Where(name => from == name || Inside(from, name)).MaxBy(name => name.Length);
        return name is null ? null : (name, Table[name]);
    }

    private static bool Inside(string name, string folder) => name.StartsWith(folder + ".", StringComparison.Ordinal);
}
