using System.Globalization;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>One declared attribute, and its values so far.</summary>
/// <param name="Names">Of a nominal attribute; null otherwise.</param>
internal sealed record ArffAttribute(string Name, bool IsNumber, IReadOnlyList<string>? Names)
{
    private readonly List<double> _numbers = [];
    private readonly List<string> _texts = [];

    public string Zero => Names is [var first, ..] ? first : "0";

    /// <param name="declaration">What stands behind <c>@attribute</c>: a name and a type.</param>
    public static ArffAttribute Parse(long line, string declaration, DataProblems problems)
    {
        declaration = declaration.Trim();
        int end = ArffText.EndOfWord(declaration);
        string name = ArffText.Unquote(declaration[..end]), type = declaration[end..].Trim();
        if (type.StartsWith('{') && type.EndsWith('}'))
        {
            return new ArffAttribute(name, false, [.. ArffText.Cells(type[1..^1])]);
        }

        string kind = type.Split(' ')[0].ToLowerInvariant();
        if (kind is not ("numeric" or "real" or "integer" or "string" or "date"))
        {
            problems.Add(line, name, $"\"{type}\" is no type: numeric, real, integer, string, date or {{a, b}}");
        }

        return new ArffAttribute(name, kind is "numeric" or "real" or "integer", null);
    }

    public void Add(long line, string cell, DataProblems problems)
    {
        bool missing = cell is "?" or "";
        if (IsNumber)
        {
            double number = double.NaN;
            if (!missing && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            {
                problems.Add(line, Name, $"\"{cell}\" is no number");
            }

            _numbers.Add(number);
            return;
        }

        if (!missing && Names is not null && !Names.Contains(cell))
        {
            problems.Add(line, Name, $"\"{cell}\" is none of {{{string.Join(", ", Names)}}}");
        }

        _texts.Add(missing ? "" : cell);
    }

    public Column Build() => IsNumber ? new NumberColumn(Name, [.. _numbers]) : new TextColumn(Name, [.. _texts]);
}
