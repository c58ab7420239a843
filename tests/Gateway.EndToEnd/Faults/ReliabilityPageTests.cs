using System.Reflection;
using Xunit;

namespace Gateway.EndToEnd.Faults;

/// <summary>A row without a test, or a fault without a row, fails the build.</summary>
public sealed class ReliabilityPageTests
{
    private static readonly (string Fault, string Test)[] Tests =
    [
        .. from type in typeof(ReliabilityPageTests).Assembly.GetTypes()
           from method in type.GetMethods()
           let fault = method.GetCustomAttribute<FaultAttribute>()
           where fault is not null
           select (fault.Name, $"`{type.Name}.{method.Name}`"),
    ];

    private static readonly string[][] Rows =
    [
        .. File.ReadLines(FaultRow.Page).SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void Every_fault_has_one_test() => Assert.Equal(FaultRow.All.Order(), Tests.Select(test => test.Fault).Order());

    [Fact]
    public void Every_fault_has_one_row() => Assert.Equal(FaultRow.All, Rows.Select(row => row[0]));

    [Fact]
    public void Every_row_names_the_test_that_wrote_it() => Assert.Equal(
        Tests.OrderBy(test => Array.IndexOf(FaultRow.All, test.Fault)), Rows.Select(row => (row[0], row[^1])));
}
