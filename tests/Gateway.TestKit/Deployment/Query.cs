using System.Text.RegularExpressions;

namespace Gateway.TestKit.Deployment;

/// <summary>A PromQL expression and the text that shows its labels.</summary>
public sealed partial record Query(string Expression, string Legend)
{
    /// <summary>Every series named in it, with its matchers: label → pattern.</summary>
    public IEnumerable<(string Metric, IReadOnlyDictionary<string, string> Matchers)> Series =>
        Selector().Matches(Expression).Select(match => (match.Groups[1].Value, (IReadOnlyDictionary<string, string>)Matcher().Matches(match.Groups[2].Value).ToDictionary(one => one.Groups[1].Value, one => one.Groups[2].Value)));

    /// <summary>Labels that aggregations and joins speak of.</summary>
    public IEnumerable<string> Grouped => Grouping().Matches(Expression).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));

    /// <summary>Labels that the legend, or an alert's text, shows.</summary>
    public IEnumerable<string> Shown => Placeholder().Matches(Legend).Select(match => match.Groups[1].Value).Where(label => label != "$value");

    // A name right before a brace, or one of ours without, recorded ones too; words in quotes and label lists never match.
    [GeneratedRegex(@"(?<![\w"":])((?:\w+:)?(?:gateway|nv)_[\w:]+|(?:up|ALERTS)(?=\{))(?:\{([^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)\s*""([^""]*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\{\{\s*(?:\$labels\.)?(\$?\w+)[^}]*\}\}")]
    private static partial Regex Placeholder();
}
