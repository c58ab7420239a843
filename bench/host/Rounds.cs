using System.Diagnostics;
using System.Text.Json;

namespace Gateway.Serving;

/// <summary>One situation's rounds, everyone in turn: whatever else the machine does hits all alike.</summary>
internal sealed class Rounds(Situation situation, Settings settings, Models models)
{
    /// <summary>The name of a loop of so many rows.</summary>
    public static string Loop(int batch) => $"ONNX Runtime in a loop, {batch} at once";

    public async Task<Results> RunAsync(Servers servers, IReadOnlyList<Contestant> contestants)
    {
        Results results = new();
        for (int round = 0; round < settings.Rounds; round++)
        {
            foreach (int batch in situation.Batches)
            {
                results.Add(Loop(batch), await LoopAsync(batch));
            }

            // Every other round backwards: nobody always follows the same neighbour.
            foreach (Contestant contestant in round % 2 == 0 ? contestants : contestants.Reverse())
            {
                results.Add(contestant.Name, await ClientsAsync(servers, contestant));
            }
        }

        return results;
    }

    private async Task<Sample> LoopAsync(int batch)
    {
        using Process process = Own("loop", models.Model, $"{Environment.ProcessorCount}", $"{batch}", $"{settings.Seconds}");
        string[] said = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        (double count, double seconds, double cpu) = (double.Parse(said[1]), double.Parse(said[2]), double.Parse(said[3]));
        return new Sample(count / seconds, cpu / count, double.NaN, double.NaN, double.NaN, 0, 0, 0);
    }

    private async Task<Sample> ClientsAsync(Servers servers, Contestant contestant)
    {
        ClientRun run = new(contestant.Port, situation.Clients, settings.Seconds, contestant.Binary, situation.Columns, situation.Results, Models.Rows, models.Expected);
        using Process clients = Own("clients", JsonSerializer.Serialize(run));
        if (await clients.StandardOutput.ReadLineAsync() != Clients.Warm)
        {
            throw new InvalidOperationException($"The clients of {contestant.Name} ended before they were warm.");
        }

        (double cpu, double gen2) = (contestant.Process.CpuSeconds(), await servers.Gen2Async(contestant.Metrics));
        ClientResult result = JsonSerializer.Deserialize<ClientResult>(await clients.StandardOutput.ReadToEndAsync())!;
        (cpu, gen2) = (contestant.Process.CpuSeconds() - cpu, await servers.Gen2Async(contestant.Metrics) - gen2);
        return new Sample(result.Answered / result.Seconds, cpu / result.Answered, result.Cpu / result.Answered, result.P50, result.P99, result.Wrong, result.Failed, gen2);
    }

    private static Process Own(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "serving.dll"), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1"; // a client should cost little
        return Process.Start(start)!;
    }
}
