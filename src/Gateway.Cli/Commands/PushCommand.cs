using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Cli.Records;
using Gateway.Contracts;
using Version = Gateway.Contracts.Version;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl push MODEL FILE [--rollout --wait]</c>: the one line that a CI job needs.</summary>
internal static class PushCommand
{
    private const string Needs = "Give MODEL and FILE, --repository DIR, or --from-mlflow models:/NAME/VERSION.";

    public static Command Make(CommandContext context)
    {
        Argument<string?> model = new("model") { Arity = ArgumentArity.ZeroOrOne };
        Argument<string?> file = new("file") { Description = "The .onnx file, or the bundle that gwctl pack made.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> repository = new("--repository") { Description = "Instead of a model and a file: a folder in Triton's layout; every version in it is pushed." };
        RecordOptions records = new();
        Option<bool> incompatible = new("--incompatible") { Description = "Register it even if the baseline's clients cannot use it." };
        Option<string?> predict = new("--predict-url") { Description = "Where predictions are asked for, as the curl prints it; default: what the gateway says." };
        Option<bool> rollout = new("--rollout") { Description = "Roll it out." };
        Option<bool> wait = new("--wait") { Description = "Follow the rollout to its end." };
        PushMlflow mlflow = new();
        RolloutOptions options = new();
        return context.Command("push", "Pushes a version, and rolls it out if asked.", [model, file, repository, .. mlflow.All, .. records.All, incompatible, predict, rollout, wait, .. options.All], async (result, client, token) =>
        {
            if (result.GetValue(repository) is { } folder)
            {
                return result.GetValue(model) is null
                    ? await PushRepository.RunAsync(context, result, client, folder, token)
                    : throw new UsageException("--repository takes the place of MODEL and FILE.");
            }

            using TemporaryFolder fetched = new();
            string name = result.GetValue(model) ?? mlflow.Name(result) ?? throw new UsageException(Needs);
            string path = result.GetValue(file) ?? (mlflow.Name(result) is null ? throw new UsageException(Needs) : await mlflow.DownloadAsync(result, fetched.Path, token));
            Version version = await Push.SendAsync(client, name, path, records, result, result.GetValue(incompatible), token);
            await ShowAsync(context, result, client, name, version, result.GetValue(predict), token);
            Model state = await client.ModelAsync(name, token);
            if (!result.GetValue(rollout) || state.Baseline == version.Number)
            {
                return version.State == "ready" ? Exit.Done : Exit.Inconclusive;
            }

            Rollout started = await client.StartAsync(name, options.Read(result) with { Candidate = version.Number }, token);
            return result.GetValue(wait)
                ? await RolloutWatch.FollowAsync(context.Printer, result, client, started, result.GetValue(options.Timeout)!, token)
                : RolloutWatch.Show(context, result, started);
        });
    }

    private static async Task ShowAsync(CommandContext context, ParseResult result, GatewayClient client, string model, Version version, string? predict, CancellationToken cancellationToken)
    {
        if (context.Printer.IsJson(result))
        {
            context.Printer.Show(result, version, [], []);
            return;
        }

        context.Printer.Line($"version {version.Number} of {model} is {version.State}  {version.Digest}");
        if (version.Signature is { } signature)
        {
            string server = predict?.TrimEnd('/') ?? (await client.AddressesAsync(cancellationToken)).Rest;
            context.Printer.Line($"curl -d '{ExampleBody.Of(signature)}' {server}/v2/models/{model}/versions/{version.Number}/infer");
        }
    }
}
