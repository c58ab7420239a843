using System.Collections.Concurrent;
using System.Text.Json;
using Gateway.Core.Models;
using Microsoft.Extensions.Options;

namespace Gateway.Hosts;

/// <summary>The processes of this data directory, in a file that a later gateway finds them by.</summary>
internal sealed class HostRegister
{
    private readonly string _file;
    private readonly ConcurrentDictionary<string, HostEntry> _entries = new();
    private readonly Lazy<ConcurrentDictionary<string, HostEntry>> _left;
    private readonly Lazy<IReadOnlyCollection<string>> _found;
    private readonly Lock _writing = new();

    public HostRegister(IOptions<GatewayOptions> options)
    {
        _file = Path.Combine(options.Value.DataDirectory, "hosts.json");
        _left = new(Load);
        _found = new(() => [.. _left.Value.Keys]);
    }

    /// <summary>A process that an earlier gateway left, serving the same bytes; each is given once.</summary>
    public HostEntry? Take(string hostId, string digest) =>
        _found.Value.Contains(hostId) && _left.Value.TryRemove(hostId, out HostEntry? entry) && entry.Digest == digest && Lives(entry) ? entry : null;

    /// <summary>An earlier gateway left a process of the version that lived when this one started.</summary>
    public bool Left(VersionKey version) => _found.Value.Any(host => host.StartsWith($"{version}/", StringComparison.Ordinal));

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

    private static bool Lives(HostEntry entry) => ProcessFacts.Of(entry.Pid)?.StartTime == entry.StartTime;

    /// <summary>With those that were not taken yet: a crash in the middle of it finds them.</summary>
    private void Save()
    {
        lock (_writing)
        {
            string next = _file + ".next";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_entries.Concat(_left.Value.Where(left => !_entries.ContainsKey(left.Key))).ToDictionary()));
            File.Move(next, _file, overwrite: true);
        }
    }

    private ConcurrentDictionary<string, HostEntry> Load()
    {
        try
        {
            Dictionary<string, HostEntry> all = JsonSerializer.Deserialize<Dictionary<string, HostEntry>>(File.ReadAllBytes(_file)) ?? [];
            return new(all.Where(left => Lives(left.Value)));
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return new();
        }
    }
}

/// <param name="StartTime">Clock ticks since boot: a number used again by another process has another.</param>
internal sealed record HostEntry(int Pid, long StartTime, string Socket, string Digest);
