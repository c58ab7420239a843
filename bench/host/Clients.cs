using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gateway.Serving;

/// <summary>Clients in a closed loop, each on a connection of its own, each answer compared. They run in a process of their own.</summary>
internal static class Clients
{
    public const string Warm = "WARM";

    /// <summary>Prints <see cref="Warm"/> when it begins to count, and a <see cref="ClientResult"/>.</summary>
    public static async Task<int> RunAsync(ClientRun run)
    {
        float[] expected = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(run.Expected)).ToArray();
        byte[][] requests = [.. Rows.Of(run.Columns, run.Rows).Select(row => run.Binary ? Requests.Binary(row) : Requests.Json(row))];
        Client[] clients = [.. Enumerable.Range(0, run.Clients).Select(number => new Client(run, number, requests, expected))];
        await Task.WhenAll(clients.Select(client => client.LoopAsync(TimeSpan.FromSeconds(2))));
        foreach (Client client in clients)
        {
            client.Forget();
        }

        Console.WriteLine(Warm);
        (long started, TimeSpan cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(clients.Select(client => client.LoopAsync(TimeSpan.FromSeconds(run.Seconds))));
        (double seconds, double own) = (Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        double[] times = [.. clients.SelectMany(client => client.Times).Order()];
        ClientResult result = new(
            times.Length, seconds, own, clients.Sum(client => client.Wrong), clients.Sum(client => client.Failed), At(times, 0.5), At(times, 0.99));
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? double.NaN : sorted[(int)(part * (sorted.Length - 1))];

    private sealed class Client(ClientRun run, int number, byte[][] requests, float[] expected)
    {
        public List<double> Times { get; } = [];

        public long Wrong { get; private set; }

        public long Failed { get; private set; }

        public void Forget()
        {
            Times.Clear();
            (Wrong, Failed) = (0, 0);
        }

        public async Task LoopAsync(TimeSpan time)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync("127.0.0.1", run.Port);
            Response response = new(socket);
            long started = Stopwatch.GetTimestamp();
            for (int i = number; Stopwatch.GetElapsedTime(started) < time; i++)
            {
                int row = i % requests.Length;
                long sent = Stopwatch.GetTimestamp();
                await socket.SendAsync(requests[row], SocketFlags.None);
                await response.ReadAsync();
                Times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                Failed += response.Status == 200 ? 0 : 1;
                Wrong += response.Status != 200 || Answers.Right(response, expected.AsSpan(row * run.Results, run.Results)) ? 0 : 1;
            }
        }
    }
}
