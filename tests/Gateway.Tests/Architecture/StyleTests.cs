using System.Runtime.CompilerServices;
using Xunit;

namespace Gateway.Tests.Architecture;

public sealed class StyleTests
{
    private static readonly string[] Vague = ["Manager", "Helper", "Util", "Utils", "Base"];

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        string[] files = [.. Sources().Where(file => File.ReadLines(file).Count() > 300)];

        Assert.Empty(files);
    }

    [Fact]
    public void No_file_has_a_name_that_says_nothing()
    {
        string[] files = [.. Sources().Where(file => Vague.Any(word => Path.GetFileNameWithoutExtension(file).EndsWith(word, StringComparison.Ordinal)))];

        Assert.Empty(files);
    }

    private static IEnumerable<string> Sources()
    {
        string[] files = [.. from folder in (string[])["src", "tests", "bench"] from kind in (string[])["*.cs", "*.razor"]
            from file in Directory.EnumerateFiles(Path.Combine(Root(), folder), kind, SearchOption.AllDirectories) select file];
        Assert.NotEmpty(files);
        return files;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
