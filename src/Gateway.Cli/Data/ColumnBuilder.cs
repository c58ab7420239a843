using System.Globalization;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Data;

/// <summary>A column while it is read: of numbers until something in it is none.</summary>
internal sealed class ColumnBuilder(string name)
{
    private readonly List<double> _numbers = [];
    private List<string>? _texts;

    public void Add(ReadOnlySpan<char> cell)
    {
        ReadOnlySpan<char> trimmed = cell.Trim();
        bool missing = trimmed.IsEmpty || trimmed is "?" or "NA";
        double number = double.NaN;
        if (_texts is null && !missing && !double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            // the texts before this one, as numbers are written; what they looked like is gone
            _texts = [.. _numbers.Select(value => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture))];
        }

        if (_texts is null)
        {
            _numbers.Add(number);
        }
        else
        {
            _texts.Add(missing ? "" : trimmed.ToString());
        }
    }

    public Column Build() => _texts is null ? new NumberColumn(name, [.. _numbers]) : new TextColumn(name, [.. _texts]);
}
