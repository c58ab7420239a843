using Gateway.Contracts;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>Kill -9 at a random moment of a rollout, of good candidates and of dead ones in turn.</summary>
internal sealed class GatewayKilled : IStrain
{
    private const int Kills = 50;
    private const int Seed = 20261129;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>A dead candidate is off soon.</summary>
    private static readonly TimeSpan LongestOfTheDead = TimeSpan.FromMilliseconds(600);

    public string Name => "kills";

    public async Task<Outcome> RunAsync(double scale)
    {
        Random random = new(Seed);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        int right = 0, afterwards = 0, kills = (int)Math.Ceiling(Kills * scale);
        Dictionary<string, int> phases = [];
        for (int kill = 0; kill < kills; kill++)
        {
            (bool asItShould, int late, string phase) = await OnceAsync(gateway, $"m{kill}", dead: kill % 2 == 1, random.NextDouble() * (kill % 2 == 1 ? LongestOfTheDead : Longest));
            right += asItShould ? 1 : 0;
            afterwards += late;
            phases[phase] = phases.GetValueOrDefault(phase) + 1;
        }

        return new Outcome(
            $"gateway killed -9 at {kills} random moments of rollouts ({string.Join(", ", phases.OrderByDescending(phase => phase.Value).Select(phase => $"{phase.Value} × {phase.Key}"))})",
            "every recovery is right; a version that was rolled back gets nothing",
            $"{right} of {kills} right; {afterwards} requests to a version that was rolled back", right == kills && afterwards == 0);
    }

    /// <returns>Whether it ended as it should; requests to a candidate after its rollback; the phase that it was killed in.</returns>
    private static async Task<(bool AsItShould, int Late, string Phase)> OnceAsync(GatewayProcess gateway, string name, bool dead, TimeSpan after)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, name);
        if (dead)
        {
            model.Candidate.Answer = context =>
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            };
        }

        await using Load load = model.Load(clients: 2);
        Rollout run = await model.RollOutAsync("2");
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        string phase = (await gateway.Client.RolloutAsync(run.Id, CancellationToken.None)).Phase;
        gateway.Process.Kill();
        await gateway.Process.ExitAsync();
        int seen = model.Candidate.Seen.Count;
        await gateway.RestartAsync();
        Rollout ended = await model.UntilAsync(run.Id, "promoted", "rolledBack");
        int off = dead && phase is not ("rollingBack" or "rolledBack") ? model.Candidate.Seen.Count : seen; // by now, or before it was killed
        await load.AnsweredAsync(200);
        int late = dead ? model.Candidate.Seen.Count - off : 0;
        await load.StopAsync();
        await gateway.Client.DeleteModelAsync(name, force: true, CancellationToken.None);
        return (ended.Phase == (dead ? "rolledBack" : "promoted"), late, phase);
    }
}
