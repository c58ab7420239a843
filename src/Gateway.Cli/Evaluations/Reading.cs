using System.Globalization;
using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Evaluations;

/// <summary>Takes a model's outputs for classes or numbers, and a label column for the truth.</summary>
/// <param name="Classes">Names in the order of the scores; null: found in outputs and labels.</param>
/// <param name="Output">Which output; null: the one that fits.</param>
/// <param name="Numbers">The label is a number to come near to, not a class.</param>
internal sealed record Reading(Column Label, IReadOnlyList<string>? Classes, string? Output, bool? Numbers)
{
    private const double Tolerance = 1e-3;

    /// <exception cref="UsageException">The outputs say nothing that the labels could be held against.</exception>
    public (Predictions Said, Truth Truth) Read(IReadOnlyList<OutputRows> outputs)
    {
        OutputRows[] candidates = [.. outputs.Where(output => Output is null || output.Name == Output)];
        OutputRows? scores = candidates.FirstOrDefault(output => output.IsFloat && output.Width >= 2);
        OutputRows? words = candidates.FirstOrDefault(output => !output.IsFloat && output.Width == 1);
        OutputRows? single = candidates.FirstOrDefault(output => output.IsFloat && output.Width == 1);
        string[] labels = [.. Enumerable.Range(0, Label.Rows).Select(Label.Text)];
        if (labels.Any(label => label.Length == 0))
        {
            throw new UsageException($"--label: the column \"{Label.Name}\" has gaps, the first in row {Array.IndexOf(labels, "") + 1}.");
        }

        if (scores is not null && Numbers != true)
        {
            return Scored(scores, outputs, labels);
        }

        if (words is not null && Numbers != true)
        {
            return Named(words, labels);
        }

        if (single is null)
        {
            throw new UsageException($"No output fits: there are {string.Join(", ", outputs.Select(output => $"\"{output.Name}\" ({output.Datatype}, {output.Width} a row)"))}{(Output is null ? "" : $"; asked for \"{Output}\"")}.");
        }

        return Numbers ?? !IsBinary(single, labels) ? Regression(single) : Binary(single, labels);
    }

    private static bool IsBinary(OutputRows single, string[] labels) => labels.Distinct().Count() == 2 && single.Numbers.All(value => value is >= 0 and <= 1);

    private (Predictions, Truth) Regression(OutputRows single) => Label is NumberColumn numbers
        ? (new Predictions.Regression(single.Numbers), new Truth.OfNumbers(numbers.Values))
        : throw new UsageException($"--label: the column \"{Label.Name}\" holds words, and the model says numbers.");

    private (Predictions, Truth) Binary(OutputRows single, string[] labels)
    {
        IReadOnlyList<string> classes = Classes ?? Sorted(labels.Distinct());
        double[] scores = [.. single.Numbers.SelectMany(positive => new[] { 1 - positive, positive })];
        return (new Predictions.Classification(classes, [.. single.Numbers.Select(positive => positive >= 0.5 ? 1 : 0)], scores), Places(classes, labels));
    }

    private (Predictions, Truth) Named(OutputRows words, string[] labels)
    {
        string[] said = words.Texts.Length > 0 ? words.Texts : [.. words.Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))];
        IReadOnlyList<string> classes = Classes ?? Sorted(labels.Concat(said).Distinct());
        return (new Predictions.Classification(classes, [.. said.Select(word => IndexOf(classes, word))], []), Places(classes, labels));
    }

    private (Predictions, Truth) Scored(OutputRows scores, IReadOnlyList<OutputRows> outputs, string[] labels)
    {
        int width = scores.Width;
        IReadOnlyList<string> classes = Classes ?? (IReadOnlyList<string>?)Keys(scores, outputs) ?? Guess(width, labels);
        if (classes.Count != width)
        {
            throw new UsageException($"--classes: {classes.Count} names, and the output \"{scores.Name}\" has {width} scores a row.");
        }

        int[] chosen = new int[scores.Rows];
        bool probabilities = true;
        for (int row = 0; row < chosen.Length; row++)
        {
            ReadOnlySpan<double> of = scores.Numbers.AsSpan(row * width, width);
            chosen[row] = Best(of);
            probabilities &= IsDistribution(of);
        }

        return (new Predictions.Classification(classes, chosen, probabilities ? scores.Numbers : []), Places(classes, labels));
    }

    /// <summary>A map that is served as two tensors.</summary>
    private static string[]? Keys(OutputRows scores, IReadOnlyList<OutputRows> outputs)
    {
        string name = scores.Name.EndsWith("_values", StringComparison.Ordinal) ? scores.Name[..^"values".Length] + "keys" : "";
        return outputs.FirstOrDefault(output => output.Name == name) is { } keys
            ? [.. keys.Texts.Length > 0 ? keys.Texts.Take(scores.Width) : keys.Numbers.Take(scores.Width).Select(key => key.ToString("R", CultureInfo.InvariantCulture))]
            : null;
    }

    private static string[] Guess(int width, string[] labels)
    {
        string[] found = Sorted(labels.Distinct());
        return found.All(label => int.TryParse(label, out int place) && place >= 0 && place < width) ? [.. Enumerable.Range(0, width).Select(place => $"{place}")]
            : found.Length == width ? found
            : throw new UsageException($"--classes is needed: the model scores {width} classes, and the labels are {string.Join(", ", found.Take(20))}.");
    }

    /// <returns>−1 for scores that are not all numbers: none of the classes.</returns>
    private static int Best(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            if (double.IsNaN(scores[k]))
            {
                return -1;
            }

            best = scores[k] > scores[best] ? k : best;
        }

        return best;
    }

    private static bool IsDistribution(ReadOnlySpan<double> scores)
    {
        double sum = 0;
        foreach (double score in scores)
        {
            sum += score is >= -Tolerance and <= 1 + Tolerance ? score : double.NaN;
        }

        return Math.Abs(sum - 1) <= Tolerance;
    }

    private Truth.OfClasses Places(IReadOnlyList<string> classes, string[] labels)
    {
        int[] places = [.. labels.Select(label => IndexOf(classes, label))];
        return Array.IndexOf(places, -1) is var wrong and >= 0
            ? throw new UsageException($"--label: \"{labels[wrong]}\" in row {wrong + 1} of \"{Label.Name}\" is none of {string.Join(", ", classes)}.")
            : new Truth.OfClasses(places);
    }

    private static int IndexOf(IReadOnlyList<string> classes, string name)
    {
        for (int k = 0; k < classes.Count; k++)
        {
            if (classes[k] == name)
            {
                return k;
            }
        }

        return -1;
    }

    private static string[] Sorted(IEnumerable<string> names) => [.. names.OrderBy(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.PositiveInfinity).ThenBy(name => name, StringComparer.Ordinal)];
}
