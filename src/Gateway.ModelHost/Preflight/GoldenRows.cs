using System.Text;
using System.Text.Json;
using Gateway.Core.Inference;

namespace Gateway.ModelHost.Preflight;

/// <summary>Golden rows: a line <c>{"request":{V2},"answer":{V2}}</c> each; the answer may be left out.</summary>
/// <param name="Answer">What it should be; null: not said.</param>
internal sealed record GoldenRow(IReadOnlyList<Tensor> Inputs, Ran? Answer)
{
    private const int Most = 10_000;

    /// <exception cref="FormatException">A line is none: its number and what is wrong.</exception>
    public static IReadOnlyList<GoldenRow> Read(string file)
    {
        List<GoldenRow> rows = [];
        int line = 0;
        foreach (string text in File.ReadLines(file))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text) && rows.Count < Most)
            {
                rows.Add(Row(text, line));
            }
        }

        return rows;
    }

    private static GoldenRow Row(string text, int line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (!document.RootElement.TryGetProperty("request", out JsonElement request))
            {
                throw new FormatException($"golden rows, line {line}: there is no request");
            }

            IReadOnlyList<Tensor> inputs = InferRequestReader.Read(Encoding.UTF8.GetBytes(request.GetRawText())).Inputs;
            return new GoldenRow(inputs, document.RootElement.TryGetProperty("answer", out JsonElement answer) ? Answered(answer, line) : null);
        }
        catch (Exception problem) when (problem is JsonException or ProtocolException or InvalidOperationException)
        {
            throw new FormatException($"golden rows, line {line}: {problem.Message}");
        }
    }

    private static Ran Answered(JsonElement answer, int line)
    {
        if (!InferAnswerReader.TryRead(Encoding.UTF8.GetBytes(answer.GetRawText()), out InferAnswer read))
        {
            throw new FormatException($"golden rows, line {line}: the answer is no V2 answer");
        }

        using (read)
        {
            return Ran.Of(read);
        }
    }
}
