using Gateway.Contracts;
using Gateway.EndToEnd.Hosts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Faults;

/// <summary>Hosts that misbehave on the wire, each beside one that does not.</summary>
[Collection(nameof(Alone))]
public sealed class ForeignFaultTests(ForeignHosts hosts) : IClassFixture<ForeignHosts>
{
    private GatewayProcess Gateway => hosts.Gateway;

    [Fact]
    [Fault("host slow to start")]
    public async Task A_host_that_is_slow_to_start_gets_nothing_before_it_is_ready()
    {
        await using ForeignHost slow = await ForeignHost.StartAsync("starting"), other = await ForeignHost.StartAsync("starting");
        bool up = false;
        slow.Ready = () => Volatile.Read(ref up);
        await Gateway.Client.RegisterAsync("starting", new VersionRegistration { Hosts = Json.List(slow.Url, other.Url) }, CancellationToken.None);
        await Gateway.ServesAsync("starting");
        await using Clients clients = Of("starting");
        await clients.SentAsync(200);
        Assert.Empty(slow.Seen);
        Volatile.Write(ref up, true);
        await Eventually.TrueAsync(() => !slow.Seen.IsEmpty, "traffic for the host that came up");
        await EndAsync("host slow to start", clients, most: 0);
    }

    [LongFact]
    [Fault("host half-open")]
    public async Task A_host_whose_connections_fall_silent_keeps_only_what_it_had()
    {
        await using ForeignHost first = await ForeignHost.StartAsync("silent"), other = await ForeignHost.StartAsync("silent");
        await using Wire wire = new(first.Address);
        await RegisterAsync("silent", "3s", wire.Url, other.Url);
        await Eventually.TrueAsync(async () => await AskAsync("silent") && !first.Seen.IsEmpty, "traffic over the wire");
        await using Clients clients = Of("silent");
        await clients.SentAsync(100);
        wire.Silent = true;
        await clients.SentAsync(1500);
        int lost = clients.Lost;
        await clients.SentAsync(200);
        Assert.InRange(clients.Lost - lost, 0, 20); // it is out by now: at most what is tried again
        await EndAsync("host half-open", clients, most: clients.Sent / 3);
    }

    [Fact]
    [Fault("host answers garbage")]
    public async Task A_host_that_answers_garbage_is_found_out()
    {
        await using ForeignHost first = await ForeignHost.StartAsync("garbage"), other = await ForeignHost.StartAsync("garbage");
        await using Wire wire = new(first.Address);
        await RegisterAsync("garbage", "10s", wire.Url, other.Url);
        await Eventually.TrueAsync(async () => await AskAsync("garbage") && !first.Seen.IsEmpty, "traffic over the wire");
        await using Clients clients = Of("garbage");
        await clients.SentAsync(100);
        wire.Garbles = true;
        await clients.SentAsync(500);
        await EndAsync("host answers garbage", clients, most: 2);
    }

    [Fact]
    [Fault("host closes in mid-response")]
    public async Task An_answer_that_is_closed_in_the_middle_is_broken_off_and_never_looks_whole()
    {
        await using ForeignHost first = await ForeignHost.StartAsync("middle"), other = await ForeignHost.StartAsync("middle");
        await RegisterAsync("middle", "10s", first.Url, other.Url);
        await hosts.AllTakeTrafficAsync("middle", first, other);
        int lies = 0;
        await using Clients clients = Of("middle");
        await clients.SentAsync(100);
        first.Answer = context =>
        {
            Interlocked.Increment(ref lies);
            return HostAnswers.LieAsync(context);
        };
        await Eventually.TrueAsync(() => Volatile.Read(ref lies) > 0, "an answer closed in the middle");
        await clients.SentAsync(300);
        await clients.EndAsync();
        FaultRow.Tell("host closes in mid-response", clients);
        Assert.InRange(clients.Lost, 1, Volatile.Read(ref lies));
    }

    [Fact]
    [Fault("whole version dead")]
    public async Task A_candidate_that_is_dead_costs_no_request()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(Gateway, "dead");
        Rollout run = await model.StandingAsync();
        await model.UntilAsync(run.Id, "progressing");
        await using Clients clients = Of("dead");
        await clients.SentAsync(100);
        await model.Candidate.DisposeAsync();
        await model.UntilAsync(run.Id, "rolledBack");
        await clients.SentAsync(100);
        await EndAsync("whole version dead", clients, most: 0);
    }

    [Fact]
    [Fault("DNS failing")]
    public async Task A_name_that_cannot_be_looked_up_costs_no_request()
    {
        await using ForeignHost good = await ForeignHost.StartAsync("names");
        await RegisterAsync("names", "10s", good.Url);
        await using Clients clients = Of("names");
        await clients.SentAsync(100);
        await Gateway.Client.SetHostsAsync("names", "1", new HostsSpec { Addresses = Json.List(good.Url, "http://no-such-host.invalid:8000") }, CancellationToken.None);
        await clients.SentAsync(500);
        await EndAsync("DNS failing", clients, most: 0);
    }

    private Clients Of(string model) => new(Gateway, [model], ForeignModel.Body, perSecond: 100);

    private async Task RegisterAsync(string model, string timeout, params string[] urls)
    {
        await Gateway.Client.SetSettingsAsync(model, new ModelSettings { Timeout = timeout }, CancellationToken.None);
        await Gateway.Client.RegisterAsync(model, new VersionRegistration { Hosts = Json.List(urls) }, CancellationToken.None);
        await Gateway.ServesAsync(model);
    }

    private async Task<bool> AskAsync(string model)
    {
        using HttpResponseMessage response = await Gateway.InferAsync(model, ForeignModel.Body);
        return response.IsSuccessStatusCode;
    }

    private static async Task EndAsync(string fault, Clients clients, int most, [System.Runtime.CompilerServices.CallerMemberName] string test = "", [System.Runtime.CompilerServices.CallerFilePath] string file = "")
    {
        await clients.EndAsync();
        FaultRow.Tell(fault, clients, test, file);
        Assert.True(clients.Lost <= most, $"{clients.Lost} of {clients.Sent} lost: {clients.Saw}");
    }
}
