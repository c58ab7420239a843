using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>The hosts of one version: what runs, and how many there should be.</summary>
internal sealed class HostGroup(VersionKey version, HostDirectory directory)
{
    private readonly Lock _changes = new();
    private readonly Dictionary<string, Member> _members = [];

    public bool IsEmpty
    {
        get
        {
            lock (_changes)
            {
                return _members.Count == 0;
            }
        }
    }

    /// <summary>Starts what is missing and retires what is too much.</summary>
    /// <param name="wanted">Host id → how to make it.</param>
    public void Want(IReadOnlyDictionary<string, Func<IRunningHost>> wanted)
    {
        lock (_changes)
        {
            foreach (Member surplus in _members.Where(member => !wanted.ContainsKey(member.Key)).Select(member => member.Value))
            {
                surplus.Retired.Cancel();
            }

            foreach ((string id, Func<IRunningHost> make) in wanted)
            {
                if (!_members.ContainsKey(id))
                {
                    Member member = new(make(), new CancellationTokenSource());
                    _members[id] = member;
                    member.Run = Task.Run(() => RunAsync(id, member));
                }
            }
        }
    }

    /// <summary>Retires all and waits until they are gone.</summary>
    public Task StopAsync()
    {
        Want(new Dictionary<string, Func<IRunningHost>>());
        lock (_changes)
        {
            return Task.WhenAll(_members.Values.Select(member => member.Run));
        }
    }

    private async Task RunAsync(string id, Member member)
    {
        try
        {
            await member.Host.RunAsync(Publish, member.Retired.Token);
        }
        finally
        {
            lock (_changes)
            {
                _members.Remove(id);
            }

            Publish();
        }
    }

    private void Publish()
    {
        lock (_changes)
        {
            directory.Publish(version, [.. _members.Values.Select(member => member.Host.View).OrderBy(view => view.Ordinal)]);
        }
    }

    private sealed record Member(IRunningHost Host, CancellationTokenSource Retired)
    {
        public Task Run { get; set; } = Task.CompletedTask;
    }
}
