using System.CommandLine;
using System.Text.Json.Nodes;
using Gateway.Core.Models.Onnx;
using Gateway.Core.Models.Records;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Records;

/// <summary>Where the record is read from: what is not named is looked for beside the model, then in the working folder.</summary>
internal sealed class RecordOptions
{
    private static readonly (string Role, string File)[] Found = [(BundleRoles.Card, "README.md"), (BundleRoles.Params, "params.yaml"), (BundleRoles.Metrics, "metrics.json")];

    public Option<string?> Record { get; } = new("--record") { Description = "A JSON file about the version; goes before what is read elsewhere." };
    public Option<string?> Card { get; } = new("--card") { Description = "A README with front matter." };
    public Option<string?> Params { get; } = new("--params") { Description = "Parameters, YAML or JSON." };
    public Option<string?> Metrics { get; } = new("--metrics") { Description = "Figures of the training script, JSON or YAML." };
    public Option<string?> History { get; } = new("--history") { Description = "Losses of the training, epoch by epoch: JSON or YAML of lists, or a table." };
    public Option<string[]> Dvc { get; } = new("--dvc") { Description = "dvc.lock or a .dvc file." };
    public Option<string?> Mlmodel { get; } = new("--mlmodel") { Description = "MLflow's MLmodel." };
    public Option<string?> Golden { get; } = new("--golden") { Description = "Requests and answers, JSONL." };
    public Option<string?> Gate { get; } = new("--gate") { Description = "What a candidate must fulfil, YAML." };
    public Option<string?> Profile { get; } = new("--profile") { Description = "Ranges of the inputs, JSON." };

    public Option<string?> Signature { get; } = new("--signature") { Description = "What gwctl sign printed for the artifact." };

    public IEnumerable<Option> All => [Record, Card, Params, Metrics, History, Dvc, Mlmodel, Golden, Gate, Profile, Signature];

    /// <summary>Files that go into a bundle.</summary>
    /// <exception cref="UsageException">A file that was named is not there.</exception>
    public IReadOnlyDictionary<string, string> Files(ParseResult result, string model)
    {
        Dictionary<string, string> files = [];
        foreach ((string role, Option<string?> option) in new[] { (BundleRoles.Card, Card), (BundleRoles.Params, Params), (BundleRoles.Metrics, Metrics), (BundleRoles.Golden, Golden), (BundleRoles.Gate, Gate), (BundleRoles.Profile, Profile) })
        {
            string? file = Named(result, option) ?? Find(model, Found.FirstOrDefault(found => found.Role == role).File);
            if (file is not null)
            {
                files[role] = file;
            }
        }

        return files;
    }

    /// <returns>The gate that was named; null: none.</returns>
    public string? GateOf(ParseResult result) => Named(result, Gate);

    public JsonObject Read(ParseResult result, string model)
    {
        IReadOnlyDictionary<string, string> files = Files(result, model);
        JsonObject record = new() { ["schema"] = RecordText.Schema };
        using (FileStream stream = File.OpenRead(model))
        {
            record["format"] = OnnxFormat.Of(OnnxFacts.Read(stream));
        }

        string[] dvc = result.GetValue(Dvc) is { Length: > 0 } named ? named : Find(model, "dvc.lock") is { } found ? [found] : [];
        Set(record, "source", GitSource.Read(Path.GetDirectoryName(Path.GetFullPath(model))!));
        Set(record, "card", files.TryGetValue(BundleRoles.Card, out string? card) ? ModelCard.Read(card) : null);
        Set(record, "params", files.TryGetValue(BundleRoles.Params, out string? parameters) ? YamlText.Object(parameters) : dvc.Select(DvcFile.Parameters).FirstOrDefault(from => from.Count > 0));
        Set(record, "metrics", files.TryGetValue(BundleRoles.Metrics, out string? metrics) ? MetricsFile.Read(metrics) : null);
        Set(record, HistoryChecks.Member, (Named(result, History) ?? Find(model, "history.json")) is { } history ? HistoryFile.Read(history) : null);
        Set(record, "data", dvc.Length == 0 ? null : new JsonArray([.. dvc.SelectMany(file => DvcFile.Read(Existing(file, Dvc.Name))).Select(data => data!.DeepClone())]));
        Set(record, "mlflow", (Named(result, Mlmodel) ?? Find(model, "MLmodel")) is { } mlmodel ? MlflowModel.Read(mlmodel) : null);
        Set(record, ArtifactSignature.Member, result.GetValue(Signature) is { } signature ? JsonValue.Create(signature) : null);
        foreach ((string name, JsonNode? value) in Named(result, Record) is { } own ? YamlText.Object(own) : [])
        {
            record[name] = value?.DeepClone();
        }

        string[] problems = [.. RecordText.Problems(record).Select(problem => $"{problem.Path}: {problem.Message} ({problem.Value})")];
        return problems.Length == 0 ? record : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    private static void Set(JsonObject record, string name, JsonNode? value)
    {
        if (value is not null)
        {
            record[name] = value;
        }
    }

    private static string? Named(ParseResult result, Option<string?> option) => result.GetValue(option) is { } file ? Existing(file, option.Name) : null;

    private static string Existing(string file, string option) => File.Exists(file) ? file : throw new UsageException($"{option}: there is no file {file}.");

    private static string? Find(string model, string? name) => name is null ? null
        : new[] { Path.GetDirectoryName(Path.GetFullPath(model))!, Directory.GetCurrentDirectory() }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
