using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>The hosts of one version: what runs, and how many there should be.</summary>
internal sealed class HostGroup(VersionKey version, HostDirectory directory)
{
    private readonly Lock _changes = new();
    private readonly Dictionary<string, Member> _members = [];
    private IReadOnlyDictionary<string, Func<IRunningHost>> _wanted = new Dictionary<string, Func<IRunningHost>>();

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

    /// <summary>Starts what is missing and retires what is too much, as soon as something that is wanted serves in its place.</summary>
    /// <param name="wanted">Host id → how to make it.</param>
    public void Want(IReadOnlyDictionary<string, Func<IRunningHost>> wanted)
    {
        lock (_changes)
        {
            if (!ReferenceEquals(_wanted, wanted)) // the same was settled then, and is whenever a host changes
            {
                _wanted = wanted;
                Settle();
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

    private void Settle()
    {
        foreach ((string id, Func<IRunningHost> make) in _wanted.Where(wanted => !_members.ContainsKey(wanted.Key)))
        {
            Member member = new(make(), new CancellationTokenSource());
            _members[id] = member;
            member.Run = Task.Run(() => RunAsync(id, member));
        }

        HostState[] states = [.. _members.Where(member => _wanted.ContainsKey(member.Key)).Select(member => member.Value.Host.View.State)];
        if (_wanted.Count == 0 || states.Contains(HostState.Ready) && !states.Contains(HostState.Starting))
        {
            foreach (Member surplus in _members.Where(member => !_wanted.ContainsKey(member.Key)).Select(member => member.Value).ToList())
            {
                surplus.Retired.Cancel();
            }
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
            Settle();
            directory.Publish(version, [.. _members.Values.Select(member => member.Host.View).OrderBy(view => view.Ordinal)]);
        }
    }

    private sealed record Member(IRunningHost Host, CancellationTokenSource Retired)
    {
        public Task Run { get; set; } = Task.CompletedTask;
    }
}
