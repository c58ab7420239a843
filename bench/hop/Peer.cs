using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Hop;

/// <summary>A process that was started here, and is ended here by its own id.</summary>
internal sealed class Peer : IDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed on Linux

    private readonly Process _process;

    private Peer(Process process) => _process = process;

    public static Peer Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) => Complain(program, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Peer(process);
    }

    /// <summary>Processor time of the process and of its living children.</summary>
    public double CpuSeconds() => Family().Sum(Ticks) / TicksPerSecond;

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using Process? kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            if (!_process.WaitForExit(5000))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private IEnumerable<int> Family() => [_process.Id, .. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Log lines of the gateway are JSON, and of no interest here but for warnings.</summary>
    private static void Complain(string program, string? line)
    {
        if (line is { Length: > 0 } && (line[0] != '{' || line.Contains("\"@l\"", StringComparison.Ordinal)))
        {
            Console.Error.WriteLine($"{program}: {line[..Math.Min(300, line.Length)]}");
        }
    }

    private static double Ticks(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return double.Parse(fields[11]) + double.Parse(fields[12]); // utime, stime
    }
}
