using System.Net;
using System.Net.Sockets;

namespace Gateway.Strain;

/// <summary>Clients that send a byte of a request's head every few seconds, in a process of their own: whoever measures must not wait for them. One that is closed comes again.</summary>
internal sealed class Trickle(int port, int connections)
{
    public static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private static readonly byte[] Head = [.. "POST /v2/models/calm/infer HTTP/1.1\r\nHost: gateway\r\nX-Slow: "u8, .. Enumerable.Repeat((byte)'a', 1000)];

    private int _open;
    private int _came;

    /// <summary>Until standard input ends; says every second how many are open and how many came.</summary>
    public async Task RunAsync()
    {
        using CancellationTokenSource over = new();
        Task clients = Task.WhenAll(Enumerable.Range(0, connections).Select(place => Task.Run(() => ComeAgainAsync(Between * 2 * place / connections, over.Token))));
        Task<int> asked = Task.Run(Console.In.Read);
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        while (!asked.IsCompleted && await timer.WaitForNextTickAsync())
        {
            Console.WriteLine($"{Volatile.Read(ref _open)} {Volatile.Read(ref _came)}");
        }

        await over.CancelAsync();
        await clients;
    }

    /// <param name="first">Not all come in one moment.</param>
    private async Task ComeAgainAsync(TimeSpan first, CancellationToken over)
    {
        await PauseAsync(first, over);
        while (!over.IsCancellationRequested)
        {
            Interlocked.Increment(ref _came);
            try
            {
                await SendAsync(over);
            }
            catch (Exception problem) when (problem is SocketException or IOException or OperationCanceledException)
            {
                // refused, or closed on the way
            }

            await PauseAsync(Between, over);
        }
    }

    private async Task SendAsync(CancellationToken over)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, over);
        Interlocked.Increment(ref _open);
        try
        {
            NetworkStream stream = client.GetStream();
            Task<int> told = stream.ReadAsync(new byte[256], over).AsTask();
            for (int sent = 0; sent < Head.Length && !told.IsCompleted; sent++)
            {
                await stream.WriteAsync(Head.AsMemory(sent, 1), over);
                await Task.WhenAny(told, PauseAsync(Between, over));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task PauseAsync(TimeSpan span, CancellationToken over) => await Task.WhenAny(Task.Delay(span, TimeProvider.System, over));
}
