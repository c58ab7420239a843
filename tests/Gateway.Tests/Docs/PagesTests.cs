using System.Text.RegularExpressions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Docs;

/// <summary>What the pages point at is there.</summary>
public sealed partial class PagesTests
{
    [Fact]
    public void Every_link_leads_somewhere()
    {
        string[] broken =
        [
            .. from file in Files()
               from Match link in Link().Matches(File.ReadAllText(file))
               let target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value)
               where !File.Exists(target) && !Directory.Exists(target)
               select $"{Path.GetRelativePath(Paths.Repository, file)}: {link.Groups[1].Value}",
        ];

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_test_that_a_page_names_is_in_the_file_that_it_links()
    {
        string[] missing =
        [
            .. from file in Files()
               from Match named in LinkedTest().Matches(File.ReadAllText(file))
               let target = Path.Combine(Path.GetDirectoryName(file)!, named.Groups["file"].Value)
               where !Has(target, named.Groups["type"].Value, named.Groups["method"].Value)
               select $"{Path.GetRelativePath(Paths.Repository, file)}: {named.Value}",
        ];

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_word_of_the_rollouts_page_is_linked_to_its_test()
    {
        string[] rows = [.. File.ReadAllText(Path.Combine(Paths.Repository, "docs", "rollouts.md")).Split("## Every word has a test")[1].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

        Assert.True(rows.Length >= 40);
        Assert.All(rows, row => Assert.Matches(LinkedTest(), row));
        Assert.All(rows, row => Assert.DoesNotMatch("(?<!\\[)`[A-Z][A-Za-z]+Tests\\.", row));
    }

    private static bool Has(string file, string type, string method) =>
        File.Exists(file) && File.ReadAllText(file) is var text && Regex.IsMatch(text, $@"\bclass {type}\b") && Regex.IsMatch(text, $@"\[(Long)?(Fact|Theory)[^\n]*\n(?:[^\n]*\n){{0,40}}?[^\n]*\b{method}\(");

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Path.Combine(Paths.Repository, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Paths.Repository, "README.md")).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\]\((?!https?://|#)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[`(?<type>[A-Z][A-Za-z]+Tests)\.(?<method>[A-Z]\w+)`\]\((?<file>[^)]+)\)")]
    private static partial Regex LinkedTest();
}
