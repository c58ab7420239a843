using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Gateway.Hosts;

/// <summary>The processes of this data directory, in a file that a later gateway finds them by.</summary>
internal sealed class HostRegister(IOptions<GatewayOptions> options)
{
    private readonly string _file = Path.Combine(options.Value.DataDirectory, "hosts.json");
    private readonly ConcurrentDictionary<string, HostEntry> _entries = new();
    private readonly Lock _writing = new();
    private ConcurrentDictionary<string, HostEntry>? _left;

    /// <summary>A process that an earlier gateway left, serving the same bytes; each is given once.</summary>
    public HostEntry? Take(string hostId, string digest) =>
        (_left ??= Load()).TryRemove(hostId, out HostEntry? entry) && entry.Digest == digest && ProcessFacts.Of(entry.Pid)?.StartTime == entry.StartTime ? entry : null;

    /// <summary>Before the host is used: a crash after this line finds it.</summary>
    public void Add(string hostId, HostEntry entry)
    {
        _entries[hostId] = entry;
        Save();
    }

    public void Remove(string hostId)
    {
        _entries.TryRemove(hostId, out _);
        Save();
    }

    private void Save()
    {
        lock (_writing)
        {
            string next = _file + ".next";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_entries));
            File.Move(next, _file, overwrite: true);
        }
    }

    private ConcurrentDictionary<string, HostEntry> Load()
    {
        try
        {
            return JsonSerializer.Deserialize<ConcurrentDictionary<string, HostEntry>>(File.ReadAllBytes(_file)) ?? new();
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return new();
        }
    }
}

/// <param name="StartTime">Clock ticks since boot: a number used again by another process has another.</param>
internal sealed record HostEntry(int Pid, long StartTime, string Socket, string Digest);
