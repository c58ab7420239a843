using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Pipeline;

/// <summary>Three ways to prepare what a model is asked: each is promoted, and rolled back, together with its model.</summary>
public sealed class PipelineTests(Fleet fleet) : IClassFixture<Fleet>
{
    private static readonly StepSpec[] Steps = [new() { Weight = 20, MinDuration = "1s", MinSamples = 30 }, new() { Weight = 50, MinDuration = "1s", MinSamples = 30 }];
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [LongFact]
    public async Task Inside_the_graph_the_model_takes_raw_measurements_itself()
    {
        await _gateway.PushAsync("graph", Tumours.Model("whole-v1"));
        await _gateway.PushAsync("graph", Tumours.Model("whole-v2"));
        await _gateway.ServesAsync("graph");
        await using Load load = new(_gateway, "graph", [.. Tumours.Rows.Select(row => Tumours.Infer(row.Values))], clients: 2);

        await PromotedAsync("graph", "2");

        Assert.InRange(await RightAsync("graph"), 0.95, 1); // train.py says 97.4 %
    }

    [LongFact]
    public async Task A_transformer_and_its_host_are_one_version()
    {
        Assert.SkipUnless(File.Exists(Tumours.Python), "python3 is not installed");
        await using Pair first = await Pair.StartAsync("transformer.py", "bare-v1"), second = await Pair.StartAsync("transformer.py", "bare-v2"), third = await Pair.StartAsync("transformer.py", "bare-v2");
        foreach (Pair pair in new[] { first, second, third })
        {
            await _gateway.Client.RegisterAsync("pair", new VersionRegistration { Hosts = Json.List(pair.Url), ServedAs = new ServedAs("tumours", null) }, CancellationToken.None);
        }

        await _gateway.ServesAsync("pair");
        await using Load load = new(_gateway, "pair", [.. Tumours.Rows.Select(row => Tumours.Infer(row.Values))], clients: 2);
        await PromotedAsync("pair", "2");
        Assert.InRange(await RightAsync("pair"), 0.95, 1);

        Rollout run = await StartAsync("pair", "3");
        await _gateway.UntilAsync(run.Id, now => now.Phase == "progressing", "the third pair's first step");
        third.KillWhatIsBehind();

        Assert.Equal("rolledBack", (await EndAsync(run)).Phase);
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys);
    }

    [LongFact]
    public async Task Any_HTTP_service_is_a_version_too()
    {
        Assert.SkipUnless(File.Exists(Tumours.Python), "python3 is not installed");
        await using Pair first = await Pair.StartAsync("service.py", "bare-v1"), second = await Pair.StartAsync("service.py", "bare-v2");
        foreach (Pair pair in new[] { first, second })
        {
            await _gateway.Client.RegisterAsync("service", new VersionRegistration { Hosts = Json.List(pair.Url), Protocol = "http", HealthPath = "/healthz" }, CancellationToken.None);
        }

        await Eventually.TrueAsync(async () => (await PredictAsync(0)).Status == 200, "The first answer", otherwise: () => _gateway.Process.Output);
        Rollout run = await StartAsync("service", "2");
        Task<Rollout> ended = EndAsync(run);
        for (int sent = 0; !ended.IsCompleted && sent < 20_000; sent++)
        {
            Assert.Equal(200, (await PredictAsync(sent)).Status);
        }

        Assert.Equal("promoted", (await ended).Phase);
        int right = 0;
        for (int row = 0; row < Tumours.Rows.Length; row++)
        {
            right += (await PredictAsync(row)).Benign == Tumours.Rows[row].Benign ? 1 : 0;
        }

        Assert.InRange((double)right / Tumours.Rows.Length, 0.95, 1);
    }

    private async Task PromotedAsync(string model, string candidate)
    {
        Rollout end = await EndAsync(await StartAsync(model, candidate));
        Assert.True(end.Phase == "promoted", $"{Json.Of(end)}");
    }

    private Task<Rollout> StartAsync(string model, string candidate) => _gateway.Client.StartAsync(
        model, new RolloutSpec { Candidate = candidate, Steps = Json.Of(Steps), Guards = Json.List("errors <= 2%", "p95 <= 2s"), Bake = new BakeSpec { Duration = "1s" } }, CancellationToken.None);

    private Task<Rollout> EndAsync(Rollout run) => _gateway.UntilAsync(run.Id, now => now.Phase is "promoted" or "rolledBack" or "aborted", $"the end of {run.Model}'s rollout");

    /// <returns>The share of held-out rows that the model gets right.</returns>
    private async Task<double> RightAsync(string model)
    {
        int right = 0;
        foreach ((string values, bool benign) in Tumours.Rows)
        {
            using HttpResponseMessage response = await _gateway.InferAsync(model, Tumours.Infer(values));
            double says = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble();
            right += says > 0.5 == benign ? 1 : 0;
        }

        return (double)right / Tumours.Rows.Length;
    }

    private async Task<(int Status, bool Benign)> PredictAsync(int row)
    {
        using StringContent body = new($$"""{"rows":[[{{Tumours.Rows[row % Tumours.Rows.Length].Values}}]]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _gateway.Prediction.PostAsync("/models/service/predict", body);
        return ((int)response.StatusCode, response.IsSuccessStatusCode && JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("benign")[0].GetDouble() > 0.5);
    }
}
