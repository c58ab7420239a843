using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Reports;

/// <summary>A version's card, for those who use or audit it: what its README says, and what is known beyond it: figures, checks, where it comes from, who let it in.</summary>
internal static class CardText
{
    private static readonly string[] Prose = ["intendedUse", "limitations", "ethical"], Origins = ["source", "data", "parent", "triggeredBy", "mlflow", "format"];

    /// <param name="report">What its checks said; null: it never had any.</param>
    public static string Of(string model, Version version, JsonElement? report)
    {
        JsonElement? record = version.Record, card = RecordFacts.Member(record, "card");
        (string Name, string Text)[] front = [.. RecordFacts.Of(card)];
        StringBuilder text = new($"# {model}, version {version.Number}\n\n");
        text.Table(["", ""], front.Where(fact => !Prose.Contains(fact.Name)).Select(fact => new[] { RecordFacts.Words(fact.Name), fact.Text })
            .Append(["digest", $"`{version.Digest}`"]).Append(["registered", $"{version.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC by {version.CreatedBy}"]).Append(["state", version.State]));
        foreach ((string name, string says) in front.Where(fact => Prose.Contains(fact.Name)))
        {
            text.Append($"## {RecordFacts.Words(name)}\n\n{says}\n\n");
        }

        text.Section("Inputs and outputs", ["", "Name", "Datatype", "Shape"], (version.Signature?.Inputs ?? []).Select(tensor => Row("input", tensor)).Concat((version.Signature?.Outputs ?? []).Select(tensor => Row("output", tensor))));
        text.Section("Figures", ["Metric", "Value", ""], RecordFacts.Items(record, "metrics").Select(metric => Figure(metric, "name")));
        text.Section("Public figures", ["Metric", "Value", ""], RecordFacts.Items(record, "benchmarks").Select(metric => Figure(metric, "metric")));
        text.Section("Checks before it was registered", ["Check", "Result", ""], RecordFacts.Items(report, "checks").Select(check => new[] { Of(check, "check"), Of(check, "result"), Of(check, "says") }));
        text.Section("What it looks at", ["", ""], Leaves(record, "explain"));
        text.Section("Parameters", ["Parameter", "Value"], RecordFacts.Of(RecordFacts.Member(record, "params")).Select(fact => new[] { fact.Name, fact.Text }));
        text.Section("Where it comes from", ["", ""], Origins.SelectMany(member => Leaves(record, member)));
        text.Section("Who let it in", ["", ""], RecordFacts.Standing(version).Select(fact => new[] { fact.Name, fact.Text }));
        return text.ToString();
    }

    private static string[] Row(string side, Tensor tensor) => [side, tensor.Name, tensor.Datatype, $"[{string.Join(", ", tensor.Shape)}]{(tensor.Optional == true ? ", optional" : "")}"];

    private static string[] Figure(JsonElement metric, string name) => [Of(metric, name), Of(metric, "value"), RecordFacts.Others(metric, name, "value")];

    private static IEnumerable<string[]> Leaves(JsonElement? record, string member) => RecordFacts.Of(RecordFacts.Member(record, member), member).Select(fact => new[] { fact.Name, fact.Text });

    private static string Of(JsonElement of, string member) => RecordFacts.Text(RecordFacts.Member(of, member));
}
