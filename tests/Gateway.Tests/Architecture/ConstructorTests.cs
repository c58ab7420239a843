using Mono.Cecil;
using Xunit;

namespace Gateway.Tests.Architecture;

/// <summary>A class that needs a seventh thing is two classes; records are data.</summary>
public sealed class ConstructorTests
{
    private const int Most = 6;
    private static readonly string[] Assemblies = ["Gateway.Core.dll", "Gateway.Contracts.dll", "Gateway.Dashboard.dll", "gateway.dll", "gwctl.dll"];

    [Fact]
    public void No_class_is_made_of_more_than_six_things()
    {
        string[] wide =
        [
            .. from file in Assemblies
               from type in AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, file)).MainModule.Types.SelectMany(Self)
               where type.IsClass && !type.IsValueType && type.FullName.StartsWith("Gateway.", StringComparison.Ordinal) && !type.Methods.Any(method => method.Name == "<Clone>$")
               from made in type.Methods
               where made.IsConstructor && made.Parameters.Count > Most
               select $"{type.FullName}: {made.Parameters.Count}",
        ];

        Assert.True(wide.Length == 0, string.Join(Environment.NewLine, wide.Order()));
    }

    private static IEnumerable<TypeDefinition> Self(TypeDefinition type) => type.NestedTypes.SelectMany(Self).Prepend(type);
}
