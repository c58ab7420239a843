using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Gateway.Cli.Evaluations;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Reports;

/// <summary>Plots of an evaluation as SVG files: made here, sent nowhere.</summary>
internal static class SvgPlots
{
    private const int Cell = 28, Margin = 90, Line = 24, Width = 300;
    private const string Candidate = "#1f77b4", Baseline = "#999999";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <returns>The files that were written.</returns>
    public static IReadOnlyList<string> Write(string folder, EvaluationRun run)
    {
        Directory.CreateDirectory(folder);
        List<string> files = [Save(folder, "metrics.svg", Metrics(run))];
        if (run.Candidate.Confusion is { } confusion)
        {
            files.Add(Save(folder, "confusion.svg", Confusion(confusion)));
        }

        return files;
    }

    /// <summary>Of figures from 0 to 1: a point with its 95 % interval, the baseline's above it.</summary>
    private static XElement Metrics(EvaluationRun run)
    {
        Metric[] shown = [.. run.Candidate.Metrics.Where(metric => metric.Value is >= 0 and <= 1)];
        XElement picture = Picture(Margin + Width + Margin, (shown.Length + 1) * Line * 2);
        for (int k = 0; k < shown.Length; k++)
        {
            int y = (k * 2 + 1) * Line;
            picture.Add(Text(4, y + Line / 2, shown[k].Name));
            Point(picture, run.Baseline?.Metrics.FirstOrDefault(metric => metric.Name == shown[k].Name), y, Baseline);
            Point(picture, shown[k], y + Line / 2, Candidate);
        }

        return picture;
    }

    /// <summary>Rows are what is right, columns what was said; the darker, the more of the row.</summary>
    private static XElement Confusion(ConfusionMatrix matrix)
    {
        int classes = matrix.Classes.Count;
        XElement picture = Picture(Margin + classes * Cell + Cell, Margin + classes * Cell + Cell);
        for (int truth = 0; truth < classes; truth++)
        {
            picture.Add(Text(4, Margin + truth * Cell + Cell * 2 / 3, matrix.Classes[truth]), Text(Margin + truth * Cell + 4, Margin - 6, matrix.Classes[truth]));
            for (int said = 0; said < classes; said++)
            {
                double share = matrix.Actual(truth) == 0 ? 0 : matrix.Counts[truth][said] / (double)matrix.Actual(truth);
                (int x, int y) = (Margin + said * Cell, Margin + truth * Cell);
                picture.Add(Box(x, y, truth == said ? Candidate : "#d62728", share), Text(x + 4, y + Cell * 2 / 3, matrix.Counts[truth][said].ToString(CultureInfo.InvariantCulture)));
            }
        }

        return picture;
    }

    private static void Point(XElement picture, Metric? metric, int y, string colour)
    {
        if (metric is null)
        {
            return;
        }

        (double low, double high) = double.IsFinite(metric.Range.Low) ? (metric.Range.Low, metric.Range.High) : (metric.Value, metric.Value);
        picture.Add(
            new XElement(Svg + "line", new XAttribute("x1", X(low)), new XAttribute("x2", X(high)), new XAttribute("y1", y), new XAttribute("y2", y), new XAttribute("stroke", colour)),
            new XElement(Svg + "circle", new XAttribute("cx", X(metric.Value)), new XAttribute("cy", y), new XAttribute("r", 3), new XAttribute("fill", colour)),
            Text(Margin + Width + 8, y + 4, metric.Value.ToString("0.####", CultureInfo.InvariantCulture)));
    }

    private static string X(double value) => (Margin + Math.Clamp(value, 0, 1) * Width).ToString("0.#", CultureInfo.InvariantCulture);

    private static XElement Picture(int width, int height) => new(
        Svg + "svg", new XAttribute("width", width), new XAttribute("height", height), new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 11),
        new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "white")));

    private static XElement Box(int x, int y, string colour, double share) => new(
        Svg + "rect", new XAttribute("x", x), new XAttribute("y", y), new XAttribute("width", Cell - 1), new XAttribute("height", Cell - 1), new XAttribute("fill", colour),
        new XAttribute("fill-opacity", share.ToString("0.###", CultureInfo.InvariantCulture)));

    private static XElement Text(int x, int y, string text) => new(Svg + "text", new XAttribute("x", x), new XAttribute("y", y), text.Length > 14 ? text[..13] + "…" : text);

    private static string Save(string folder, string name, XElement picture)
    {
        string file = Path.Combine(folder, name);
        File.WriteAllText(file, picture.ToString(), new UTF8Encoding(false));
        return file;
    }
}
