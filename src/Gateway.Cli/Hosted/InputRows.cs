using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Hosted;

/// <summary>One input of a model, filled from a data set: a row per request, or many where the model takes them together.</summary>
/// <param name="Columns">One, or as many numbers as the input is wide.</param>
internal sealed record InputRows(Tensor Tensor, IReadOnlyList<Column> Columns)
{
    private const int Most = 256;

    /// <param name="taken">Columns that are no inputs: labels and slices.</param>
    /// <exception cref="UsageException">Every input that the data set cannot fill.</exception>
    public static IReadOnlyList<InputRows> Of(Signature signature, DataSet data, IReadOnlyCollection<string> taken)
    {
        NumberColumn[] left = [.. data.Columns.Where(column => !taken.Contains(column.Name)).OfType<NumberColumn>()];
        List<InputRows> rows = [];
        List<string> problems = [];
        foreach (Tensor input in signature.Inputs.Where(input => input.Optional != true))
        {
            long width = input.Shape.Skip(1).Aggregate(1L, (all, dimension) => all * Math.Max(1, dimension));
            if (data.Find(input.Name) is { } own)
            {
                rows.Add(new InputRows(input, [own]));
            }
            else if (signature.Inputs.Count == 1 && input.Datatype != "BYTES" && (left.Sum(column => column.Width) == width || input.Shape.Skip(1).Any(dimension => dimension < 0)))
            {
                rows.Add(new InputRows(input, left));
            }
            else
            {
                problems.Add($"input \"{input.Name}\" {input.Datatype} [{string.Join(',', input.Shape)}]: the data set has no column of that name{(signature.Inputs.Count == 1 ? $", and {left.Sum(column => column.Width)} numbers a row besides label and slices where it takes {width}" : "")}");
            }
        }

        return problems.Count == 0 ? rows : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Rows that fit into one request.</summary>
    public static int Batch(IEnumerable<InputRows> inputs) => inputs.Min(input => input.Tensor.Shape is [var first, ..] && input.HasBatch ? (first < 0 ? Most : (int)first) : 1);

    /// <param name="source">The row whose values stand in each place: for a column, or all of them, other rows may stand.</param>
    public static byte[] Body(IReadOnlyList<InputRows> inputs, int count, Func<Column, int, int> source)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("inputs");
            foreach (InputRows input in inputs)
            {
                input.Write(writer, count, source);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private bool HasBatch => Columns is not [NumberColumn { RowShape.Count: > 0 } only] || only.RowShape.Count < Tensor.Shape.Count;

    private void Write(Utf8JsonWriter writer, int count, Func<Column, int, int> source)
    {
        long width = Columns.Sum(column => (long)((column as NumberColumn)?.Width ?? 1));
        long[] row = Tensor.Shape.Count(dimension => dimension < 0) <= 1 || Columns is [NumberColumn { RowShape.Count: 0 }] or [TextColumn] || Columns.Count > 1
            ? [.. Tensor.Shape.Skip(HasBatch ? 1 : 0).Select(dimension => dimension < 0 ? width : dimension)]
            : [.. ((NumberColumn)Columns[0]).RowShape];
        writer.WriteStartObject();
        writer.WriteString("name", Tensor.Name);
        writer.WriteString("datatype", Tensor.Datatype);
        writer.WriteStartArray("shape");
        foreach (long dimension in HasBatch ? row.Prepend(count) : row)
        {
            writer.WriteNumberValue(dimension);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data");
        for (int place = 0; place < count; place++)
        {
            foreach (Column column in Columns)
            {
                Write(writer, column, source(column, place));
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, Column column, int row)
    {
        if (column is not NumberColumn numbers)
        {
            writer.WriteStringValue(column.Text(row));
            return;
        }

        foreach (double value in numbers.Values.AsSpan(row * numbers.Width, numbers.Width))
        {
            switch (Tensor.Datatype)
            {
                case "BOOL": writer.WriteBooleanValue(value != 0); break;
                case "BYTES": writer.WriteStringValue(numbers.Text(row)); break;
                case "FP16" or "BF16" or "FP32" or "FP64" when !double.IsFinite(value): writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture)); break;
                case "FP16" or "BF16" or "FP32": writer.WriteNumberValue((float)value); break;
                case "FP64": writer.WriteNumberValue(value); break;
                default: writer.WriteNumberValue((long)value); break;
            }
        }
    }
}
