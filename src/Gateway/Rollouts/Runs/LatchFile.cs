using System.Collections.Concurrent;
using System.Text.Json;
using Gateway.Core.Rollouts;
using Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Rollouts.Runs;

/// <summary>One line per failed run, written before anything else knows: a gateway that is killed after it never gives the candidate weight again.</summary>
internal sealed class LatchFile : IDisposable
{
    private readonly ConcurrentDictionary<Guid, GuardFailure> _latched = new();
    private readonly FileStream _file;
    private readonly Lock _writing = new();

    /// <exception cref="StartupException">The file cannot be written.</exception>
    public LatchFile(IOptions<GatewayOptions> options)
    {
        Directory.CreateDirectory(options.Value.DataDirectory);
        string path = Path.Combine(options.Value.DataDirectory, "latch");
        try
        {
            foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
            {
                Read(line);
            }

            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0); // Append would not let it begin anew
            _file.Seek(0, SeekOrigin.End);
            if (_file.Length > 0)
            {
                _file.WriteByte((byte)'\n'); // a line cut short must not swallow the next
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be written: {problem.Message}");
        }
    }

    public GuardFailure? Of(Guid run) => _latched.GetValueOrDefault(run);

    /// <summary>No fsync: the line survives the process, and a power cut only repeats the evidence.</summary>
    public void Write(Guid run, GuardFailure failure)
    {
        if (_latched.TryAdd(run, failure))
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(new Line(run, failure.Guard, failure.Says));
            lock (_writing)
            {
                try
                {
                    _file.Write([.. line, (byte)'\n']);
                }
                catch (IOException)
                {
                    Dropped.LatchLine.Inc(); // a full disk: the run is latched all the same, and this is a client's request
                }
            }
        }
    }

    /// <summary>The store has it: when nothing else is open, the file begins anew.</summary>
    public void Settle(Guid run)
    {
        lock (_writing)
        {
            if (_latched.TryRemove(run, out _) && _latched.IsEmpty)
            {
                _file.SetLength(0);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void Read(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Line>(text) is { } line)
            {
                _latched[line.Run] = new GuardFailure(line.Guard, line.Says);
            }
        }
        catch (JsonException)
        {
            // a line cut short by a power cut: its evidence is counted again
        }
    }

    private sealed record Line(Guid Run, string Guard, string Says);
}
