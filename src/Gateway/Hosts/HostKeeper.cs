using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Gateway.Core.Models;
using Gateway.Registry;
using Gateway.Telemetry;

namespace Gateway.Hosts;

/// <summary>Brings what runs in line with what is wanted; woken by changes, and every two seconds.</summary>
internal sealed partial class HostKeeper(
    ModelCatalog catalog, HostWishes wishes, HostDemand demand, HostDirectory directory, HostWorkshop shop, ILogger<HostKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookUpEvery = TimeSpan.FromSeconds(30);
    private static readonly IReadOnlyDictionary<string, Func<IRunningHost>> Nothing = new Dictionary<string, Func<IRunningHost>>();

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<VersionKey, HostGroup> _groups = new();
    private readonly Dictionary<VersionKey, (long At, VersionSource.Addresses Source, IReadOnlyDictionary<string, Func<IRunningHost>> Found)> _lookedUp = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (shop.Linger == TimeSpan.Zero)
        {
            await this.EndAsync(late => Task.WhenAll(_groups.Values.Select(group => group.StopAsync())).WaitAsync(late), shop.Time, logger);
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        demand.Changed += Wake;
        wishes.Changed += Wake;
        catalog.Changed += _ => Wake();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, shop.Time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TickAsync(stoppingToken);
            await Task.WhenAny(_wake.Reader.WaitToReadAsync(stoppingToken).AsTask(), Task.Delay(TimeSpan.FromSeconds(2), shop.Time, stoppingToken));
            _wake.Reader.TryRead(out _);
        }
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        IReadOnlySet<VersionKey> wanted = wishes.Versions();
        int room = shop.Room;
        foreach (VersionKey key in wanted)
        {
            VersionRecord? version = catalog.Find(key);
            IReadOnlyDictionary<string, Func<IRunningHost>> hosts = version is { State: VersionState.Ready or VersionState.Quarantined } ? await HostsAsync(version, cancellationToken) : Nothing;
            room -= version?.Source is VersionSource.Artifact ? hosts.Count : 0;
            if (room < 0)
            {
                LogNoRoom(key.Model, key.Version, shop.Room);
                hosts = Nothing;
            }

            _groups.GetOrAdd(key, key => new HostGroup(key, directory)).Want(hosts);
        }

        foreach ((VersionKey key, HostGroup group) in _groups.Where(group => !wanted.Contains(group.Key)))
        {
            group.Want(Nothing);
            if (group.IsEmpty)
            {
                _groups.TryRemove(key, out _);
                _lookedUp.Remove(key);
            }
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    /// <returns>Host id → how to make it; of addresses the same object until they are looked up again.</returns>
    private async Task<IReadOnlyDictionary<string, Func<IRunningHost>>> HostsAsync(VersionRecord version, CancellationToken cancellationToken)
    {
        if (version.Source is VersionSource.Addresses addresses)
        {
            return await LookUpAsync(version, addresses, cancellationToken);
        }

        Dictionary<string, Func<IRunningHost>> hosts = [];
        for (int i = 0; i < wishes.Count(version); i++)
        {
            (string id, int ordinal) = ($"{version.Key}/{i}{Launch(catalog.Settings(version.Key.Model).Document)}", i);
            hosts[id] = () => new ProcessHost(View(version, id, ordinal, new HostAddress(new Uri("http://starting.unix"), null), null), () => Plan(version.Key), shop, logger);
        }

        return hosts;
    }

    private async Task<IReadOnlyDictionary<string, Func<IRunningHost>>> LookUpAsync(VersionRecord version, VersionSource.Addresses source, CancellationToken cancellationToken)
    {
        VersionKey key = version.Key;
        if (_lookedUp.TryGetValue(key, out var last) && ReferenceEquals(last.Source, source) && shop.Time.GetElapsedTime(last.At) < LookUpEvery)
        {
            return last.Found;
        }

        try
        {
            IReadOnlyDictionary<string, Func<IRunningHost>> found = Static(version, source, await HostWishes.AddressesAsync(source, cancellationToken));
            _lookedUp[key] = (shop.Time.GetTimestamp(), source, found);
            return found;
        }
        catch (SocketException problem)
        {
            LogLookUp(key.Model, key.Version, problem.Message);
            return last.Found ?? Nothing;
        }
    }

    private Dictionary<string, Func<IRunningHost>> Static(VersionRecord version, VersionSource.Addresses source, IEnumerable<HostAddress> addresses)
    {
        Dictionary<string, Func<IRunningHost>> hosts = [];
        foreach (HostAddress address in addresses)
        {
            string id = $"{version.Key}/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(address.Authorities)))[..8]}";
            int ordinal = hosts.Count;
            hosts[id] = () => new StaticHost(View(version, id, ordinal, address, source), source.HealthPath, () => Headers(version.Key), shop.Probe, shop.Load, shop.Time);
        }

        return hosts;
    }

    private HostPlan? Plan(VersionKey key) => catalog.Find(key) is { Source: VersionSource.Artifact artifact } version
        ? new HostPlan(version, artifact, VersionDocument.Read(version.Record, []), catalog.Settings(key.Model).Document)
        : null;

    /// <summary>What takes a new process when it changes is part of the host's name, so the new one serves before the old one goes.</summary>
    private static string Launch(Contracts.ModelSettings settings) =>
        (settings.Device == "cpu" ? "" : "@" + settings.Device) + (settings.IntraOp is { } threads ? $"x{threads}" : "");

    private static HostView View(VersionRecord version, string id, int ordinal, HostAddress address, VersionSource.Addresses? source) => new(
        id, ordinal, version.Key, HostState.Starting, address.Rest, address.Grpc, null, source?.Protocol ?? "v2", source?.ServedModel ?? version.Key.Model, source?.ServedVersion,
        Headers(source), null, 0, "");

    private Dictionary<string, string> Headers(VersionKey key) => Headers(catalog.Find(key)?.Source as VersionSource.Addresses);

    private static Dictionary<string, string> Headers(VersionSource.Addresses? source) =>
        (source?.Headers ?? new Dictionary<string, string>()).ToDictionary(header => header.Key, header => Value(header.Value));

    private static string Value(string value) =>
        value.StartsWith("env:", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(value[4..]) ?? "" : value;

    [LoggerMessage(4010, LogLevel.Error, "{Model} {Version} gets no host: {Most} processes run already (Hosts:MaxProcesses)")]
    private partial void LogNoRoom(string model, string version, int most);

    [LoggerMessage(4011, LogLevel.Warning, "The hosts of {Model} {Version} could not be looked up: {Problem}")]
    private partial void LogLookUp(string model, string version, string problem);
}
