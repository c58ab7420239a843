using Mono.Cecil;
using Xunit;

namespace Gateway.Tests.Architecture;

public sealed class DependencyTests
{
    private static readonly string[] Assemblies = ["Gateway.Core.dll", "Gateway.Contracts.dll", "Gateway.Dashboard.dll", "gateway.dll", "gwctl.dll"];

    [Fact]
    public void Nobody_knows_a_namespace_that_the_table_does_not_allow()
    {
        string[] wrong =
        [
            .. from edge in Edges()
               where !WhoMayKnowWhom.May(edge.FromSpace, edge.ToSpace) || WhoMayKnowWhom.IsRootSecret(edge.FromSpace, edge.To)
               select $"{edge.From} -> {edge.To}",
        ];

        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong.Distinct().Order()));
    }

    [Fact]
    public void Every_namespace_has_a_line_in_the_table()
    {
        string[] strangers = [.. Types().Select(type => type.Namespace).Distinct().Where(space => !WhoMayKnowWhom.Knows(space))];

        Assert.Empty(strangers);
    }

    [Fact]
    public void The_scan_sees_real_dependencies() =>
        Assert.Contains(Edges(), edge => edge is { FromSpace: "Gateway", ToSpace: "Gateway.Telemetry" });

    private static IEnumerable<(string From, string FromSpace, string To, string ToSpace)> Edges()
    {
        Dictionary<string, string> spaces = Types().GroupBy(type => type.FullName).ToDictionary(types => types.Key, types => types.First().Namespace);
        return from type in Types().SelectMany(Self)
               let user = UsedTypes.Outermost(type)
               from used in UsedTypes.Of(type)
               where spaces.ContainsKey(used)
               select (user.FullName, user.Namespace, used, spaces[used]);
    }

    private static IEnumerable<TypeDefinition> Self(TypeDefinition type) => type.NestedTypes.SelectMany(Self).Prepend(type);

    private static IEnumerable<TypeDefinition> Types() =>
        from file in Assemblies
        from type in AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, file)).MainModule.Types
        where type.Namespace.StartsWith("Gateway", StringComparison.Ordinal)
        select type;
}
