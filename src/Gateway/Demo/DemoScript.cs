using System.Globalization;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Demo;

/// <summary>The demonstration: push, roll out, watch; every call is printed so that it can be repeated.</summary>
internal sealed class DemoScript(GatewayClient client, Uri prediction, DemoOptions options, DemoRow[] rows, TextWriter output, TimeProvider time)
{
    private const string Model = "digits";

    /// <summary>The default guards; only durations are shortened.</summary>
    private static readonly RolloutSpec Plan = new()
    {
        Steps = JsonSerializer.SerializeToElement(new[] { Step(5), Step(25), Step(50) }, ContractJson.Options),
        Bake = new BakeSpec { Duration = "5s" },
    };

    private readonly DemoTally _tally = new();
    private readonly long _started = time.GetTimestamp();

    /// <returns>True when all ended as it should.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Say("The plan: version 1 serves real handwritten digits; versions 2, 3 and 4 are rolled out one after the other.");
        Say("  2 is better: it should be promoted. 3 throws on a fifth of the rows, and 4 is 30 times slower: both should be rolled back.");
        Say("  Nobody touches anything: the guards are the defaults, only durations are shortened.");
        Say("");
        await PushAsync(1, cancellationToken);
        await ReadyAsync(cancellationToken);
        Say($"  curl -d @row.json {prediction}v2/models/{Model}/infer      (from now on {400} times a second, held-out rows)");
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task load = new DemoLoad(prediction, rows, _tally, time).RunAsync(over.Token);
        await Task.Delay(TimeSpan.FromSeconds(4), time, cancellationToken);
        Rollout[] ends = [await RollOutAsync(2, cancellationToken), await RollOutAsync(3, cancellationToken), await RollOutAsync(4, cancellationToken)];
        await over.CancelAsync();
        await load;
        return Judge(ends);
    }

    private async Task PushAsync(int version, CancellationToken cancellationToken)
    {
        string file = Path.Combine(options.Samples, $"v{version}.onnx");
        Say($"$ curl -F model=@{file} {client.Server}api/v1/models/{Model}/versions");
        await using FileStream artifact = File.OpenRead(file);
        Contracts.Version pushed = await client.PushAsync(Model, artifact, null, null, null, false, cancellationToken);
        Say($"  version {pushed.Number} is {pushed.State}");
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while ((await client.VersionAsync(Model, "1", cancellationToken)).Hosts.Ready == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private async Task<Rollout> RollOutAsync(int version, CancellationToken cancellationToken)
    {
        Say("");
        await PushAsync(version, cancellationToken);
        RolloutSpec spec = Plan with { Candidate = version.ToString(CultureInfo.InvariantCulture) };
        Say($"$ curl -H 'content-type: application/json' -d '{JsonSerializer.Serialize(spec, ContractJson.Options)}' {client.Server}api/v1/models/{Model}/rollouts");
        Rollout rollout = await client.StartAsync(Model, spec, cancellationToken);
        Say($"$ curl {client.Server}api/v1/rollouts/{rollout.Id}");
        string shown = "";
        while (true)
        {
            string now = $"{rollout.Phase} {rollout.Weights.GetValueOrDefault(spec.Candidate!).ToString("0.##", CultureInfo.InvariantCulture)} %";
            if (now != shown)
            {
                Say($"  {now}{(rollout.Reason is { } reason ? ": " + reason : "")}");
                shown = now;
            }

            if (rollout.EndedAt is not null)
            {
                foreach (GuardStatus guard in rollout.Guards)
                {
                    Say($"    {guard.Guard,-24} {guard.Verdict,-12} {guard.Says}");
                }

                return rollout;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            rollout = await client.RolloutAsync(rollout.Id, cancellationToken);
        }
    }

    private bool Judge(Rollout[] ends)
    {
        Say("");
        Say($"What clients saw: {_tally.Sent} requests, {_tally.NotOk} answered other than 200, {_tally.Rescued} rescued by the baseline.");
        foreach ((string version, long answered, long right) in _tally.Versions)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"  version {version}: {answered} answers, {100.0 * right / Math.Max(1, answered):0.0} % right"));
        }

        List<string> wrong = [];
        Expect(wrong, ends[0].Phase == "promoted", $"version 2 should be promoted and is {ends[0].Phase}");
        Expect(wrong, ends[1] is { Phase: "rolledBack", Reason: { } errors } && errors.StartsWith("errors", StringComparison.Ordinal), $"version 3 should be rolled back by its errors: {ends[1].Phase}, {ends[1].Reason}");
        Expect(wrong, ends[2] is { Phase: "rolledBack", Reason: { } slow } && slow.StartsWith("p99 <= 1.25x baseline", StringComparison.Ordinal), $"version 4 should be rolled back by p99 <= 1.25x baseline: {ends[2].Phase}, {ends[2].Reason}");
        Expect(wrong, _tally.NotOk == 0, $"{_tally.NotOk} clients saw a status other than 200");
        Say("");
        Say(wrong.Count == 0 ? $"All ended as it should, in {time.GetElapsedTime(_started).TotalSeconds:0} s." : "Not as it should be: " + string.Join("; ", wrong) + ".");
        return wrong.Count == 0;
    }

    private static void Expect(List<string> wrong, bool holds, string otherwise)
    {
        if (!holds)
        {
            wrong.Add(otherwise);
        }
    }

    private void Say(string line) =>
        output.WriteLine(line.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_started).TotalSeconds,5:0.0}  {line}"));

    private static StepSpec Step(decimal weight) => new() { Weight = weight, MinDuration = "2s" };
}
