using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Hosts;

public sealed class HostGroupTests
{
    private static readonly VersionKey Version = new("digits", "1");

    private readonly List<Running> _made = [];
    private readonly HostDirectory _directory = new();
    private readonly HostGroup _group;
    private readonly Dictionary<string, Func<IRunningHost>> _one;

    public HostGroupTests()
    {
        _group = new HostGroup(Version, _directory);
        _one = new() { ["digits/1/0"] = () => Made("digits/1/0") };
    }

    [Fact]
    public async Task A_host_that_ends_by_itself_is_made_anew_though_what_is_wanted_did_not_change()
    {
        _group.Want(_one);
        await HostsAsync(1);
        _made[0].End();

        await Eventually.TrueAsync(() => _made.Count == 2 && _directory.Of(Version).Length == 1, "A second host");
        _group.Want(_one);
        Assert.Equal(2, _made.Count);
    }

    [Fact]
    public async Task What_is_wanted_no_more_and_then_again_is_there_again()
    {
        _group.Want(_one);
        await HostsAsync(1);
        _group.Want(new Dictionary<string, Func<IRunningHost>>());
        await HostsAsync(0);

        _group.Want(_one);
        await HostsAsync(1);
        Assert.Equal(2, _made.Count);
    }

    [Fact]
    public async Task The_old_one_goes_when_the_new_one_is_ready()
    {
        _group.Want(_one);
        await HostsAsync(1);
        _group.Want(new Dictionary<string, Func<IRunningHost>> { ["digits/1/0@cuda"] = () => Made("digits/1/0@cuda") });

        await Eventually.TrueAsync(() => _directory.Of(Version) is [{ Id: "digits/1/0@cuda" }], "Only the new host");
    }

    private Task HostsAsync(int count) => Eventually.TrueAsync(() => _directory.Of(Version).Length == count, $"{count} hosts");

    private Running Made(string id)
    {
        Running host = new(id);
        _made.Add(host);
        return host;
    }

    /// <summary>Ready at once, and gone when it is retired.</summary>
    private sealed class Running(string id) : IRunningHost
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HostView View { get; private set; } = new(id, 0, Version, HostState.Starting, new Uri("http://127.0.0.1:1"), null, null, "v2", "digits", null, new Dictionary<string, string>(), null, 0, "");

        public void End() => _end.TrySetResult();

        public async Task RunAsync(Action changed, CancellationToken retired)
        {
            View = View with { State = HostState.Ready };
            changed();
            using CancellationTokenRegistration _ = retired.Register(End);
            await _end.Task;
        }
    }
}
