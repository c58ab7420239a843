using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.TestKit;

/// <summary>A real process of ours, its output kept; ended by its own id when disposed.</summary>
public sealed partial class RunningProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private RunningProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The most resident bytes that it ever had.</summary>
    public long PeakMemory => Bytes("VmHWM:");

    /// <summary>Resident bytes.</summary>
    public long Memory => Bytes("VmRSS:");

    /// <summary>Standard output and error so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <param name="program">Without extension: the folder's <c>.dll</c> is run by dotnet.</param>
    /// <param name="held">Listening sockets that it finds open, as systemd passes them.</param>
    /// <param name="spare">It gets the processors only while nothing else wants them (SCHED_IDLE), as if it were on another machine.</param>
    public static RunningProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null, IReadOnlyList<Socket>? held = null, bool spare = false)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? "" };
        if (held is { Count: > 0 })
        {
            start.FileName = "/bin/bash";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"""exec {string.Join(' ', held.Select(Passed))}; export LISTEN_FDS={held.Count} LISTEN_PID=$$; exec dotnet "$0" "$@" """);
        }

        if (spare)
        {
            start.FileName = "chrt";
            string[] words = ["--idle", "0", "dotnet"];
            Array.ForEach(words, start.ArgumentList.Add);
        }

        start.ArgumentList.Add(program + ".dll");
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        start.Environment["LANG"] = "en_US.UTF-8";
        LiveShort(start);
        return Start(start);
    }

    /// <summary>A program that brings its own runtime, in this environment and no other.</summary>
    public static RunningProcess StartInstalled(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.GetDirectoryName(program) };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Start(start);
    }

    /// <summary>3 and following; the child gets what is not closed on exec.</summary>
    private static string Passed(Socket socket, int place)
    {
        _ = Control((int)socket.Handle, 2, 0);
        return $"{3 + place}<&{socket.Handle}";
    }

    /// <summary>Most live for seconds: to compile their code a second time, and better, costs more than it saves.</summary>
    private static void LiveShort(ProcessStartInfo start)
    {
        start.Environment.TryAdd("DOTNET_TieredPGO", "0");
        start.Environment.TryAdd("DOTNET_TC_CallCountThreshold", "2000"); // hexadecimal, of calls
    }

    private static RunningProcess Start(ProcessStartInfo start)
    {
        Process process = new() { StartInfo = start };
        RunningProcess running = new(process);
        process.OutputDataReceived += (_, line) => running.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => running.Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    public void Kill() => _process.Kill();

    public void Terminate() => _ = Signal(_process.Id, 15);

    public static void Terminate(int pid) => _ = Signal(pid, 15);

    public static void Kill(int pid) => _ = Signal(pid, 9);

    /// <summary>SIGSTOP and SIGCONT: a hung process.</summary>
    public static void Freeze(int pid, bool frozen) => _ = Signal(pid, frozen ? 19 : 18);

    /// <summary>State Z counts as gone.</summary>
    public static bool Lives(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan? deadline = null)
    {
        using CancellationTokenSource late = new(deadline ?? TimeSpan.FromSeconds(40));
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Process {Id} did not end. It said:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            using CancellationTokenSource late = new(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private long Bytes(string name) => 1024 * long.Parse(File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null);

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int value);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int pid, int signal);
}
