using System.Net;
using System.Net.Sockets;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>Connections that send a byte of a request's head every few seconds; one that is closed comes again.</summary>
internal sealed class SlowConnections : IStrain
{
    /// <summary>Fewer where a process may open fewer than 21 000 files, of which the gateway takes half for this port.</summary>
    private static readonly int Connections = Math.Min(10_000, (MostFiles() - 256) / 2 - 300);

    private static readonly byte[] Head = [.. "POST /v2/models/calm/infer HTTP/1.1\r\nHost: gateway\r\nX-Slow: "u8, .. Enumerable.Repeat((byte)'a', 1000)];
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    public string Name => "slow";

    public async Task<Outcome> RunAsync(double scale)
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await using ForeignModel calm = await ForeignModel.StartAsync(gateway, "calm", versions: 1);
        TimeSpan span = TimeSpan.FromSeconds(60 * scale);
        await Pace.RunAsync(calm, 200, span / 4);
        Pace alone = await Pace.RunAsync(calm, 200, span);
        using CancellationTokenSource over = new();
        int open = 0, came = 0;
        Task slow = Task.WhenAll(Enumerable.Range(0, Connections).Select(place => Task.Run(async () =>
        {
            await Task.WhenAny(Task.Delay(Between * 2 * place / Connections, TimeProvider.System, over.Token)); // not all in one moment
            while (!over.IsCancellationRequested)
            {
                Interlocked.Increment(ref came);
                await TrickleAsync(gateway.RestPort, () => Interlocked.Increment(ref open), () => Interlocked.Decrement(ref open), over.Token);
            }
        })));
        await Task.Delay(Between * 3, TimeProvider.System, CancellationToken.None);
        int held = Volatile.Read(ref open);
        Pace under = await Pace.RunAsync(calm, 200, span);
        await over.CancelAsync();
        await slow;
        int lost = under.Sent - under.Good;
        return new Outcome(
            $"{Connections} connections (of {MostFiles()} files that a process may open) that send a byte every {Between.TotalSeconds:0} s, for {span.TotalSeconds:0} s ({held} open at once, {came} in all), beside 200 predictions/s",
            "predictions are unaffected", $"{lost} of {under.Sent} lost; p99 {under.P99:0.0} ms, {alone.P99:0.0} ms without them", lost == 0);
    }

    private static async Task TrickleAsync(int port, Action opened, Action closed, CancellationToken over)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, over);
            opened();
            try
            {
                NetworkStream stream = client.GetStream();
                Task<int> told = stream.ReadAsync(new byte[256], over).AsTask();
                for (int sent = 0; sent < Head.Length && !told.IsCompleted; sent++)
                {
                    await stream.WriteAsync(Head.AsMemory(sent, 1), over);
                    await Task.WhenAny(told, Task.Delay(Between, TimeProvider.System, over));
                }
            }
            finally
            {
                closed();
            }
        }
        catch (Exception problem) when (problem is SocketException or IOException or OperationCanceledException)
        {
            // refused, or closed on the way
        }

        await Task.WhenAny(Task.Delay(Between, TimeProvider.System, over)); // it comes again later
    }

    private static int MostFiles() =>
        int.TryParse(File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], out int soft) ? soft : int.MaxValue;
}
