using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Gateway.Hosts;

/// <summary>One host process of ours: started or taken over, probed, restarted, drained, ended.</summary>
internal sealed partial class ProcessHost(HostView first, Func<HostPlan?> plan, HostWorkshop shop, ILogger logger) : IRunningHost
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan MostStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostTakeOver = TimeSpan.FromSeconds(12); // on a machine that is busy with twenty of them; it serves its former gateway meanwhile
    private static readonly TimeSpan MostDrain = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MostEnd = TimeSpan.FromSeconds(10);
    private const int Hung = 3;

    /// <summary>The host listens for gRPC beside its REST socket.</summary>
    private const string GrpcSuffix = ".grpc";

    private int _deaths;
    private HostLease? _lease;
    private string _told = "";

    public HostView View { get; private set; } = first;

    public async Task RunAsync(Action changed, CancellationToken retired)
    {
        shop.Count(1);
        try
        {
            await shop.Restarting(() => _deaths).ExecuteAsync(async token => await LiveAsync(changed, token), retired);
        }
        catch (OperationCanceledException) when (retired.IsCancellationRequested)
        {
            await RetireAsync(changed);
        }
        finally
        {
            shop.Count(-1);
        }
    }

    /// <summary>From a start to a death.</summary>
    /// <exception cref="HostDiedException">Always, unless it is retired.</exception>
    private async Task LiveAsync(Action changed, CancellationToken retired)
    {
        Enter(View with { State = HostState.Starting }, changed);
        HostPlan now = plan() ?? throw new HostDiedException("its version is gone");
        long born = shop.Time.GetTimestamp();
        try
        {
            _lease = await TakeOverAsync(now, retired) ?? await StartAsync(now, retired);
            View = View with { Device = _lease.Identity.Models is [{ Device: { } device }] ? device : "" };
            _told = "";
            await TellAsync(retired);
            await WatchAsync(_lease, changed, retired);
        }
        catch (Exception problem) when (problem is HostDiedException or HttpRequestException or IOException or System.ComponentModel.Win32Exception)
        {
            _deaths = shop.Time.GetElapsedTime(born) > TimeSpan.FromMinutes(1) ? 1 : _deaths + 1;
            LogDied(View.Id, View.ProcessId, problem.Message);
            _lease?.Dispose();
            End(View.ProcessId);
            Enter(View with { State = HostState.Unhealthy, ProcessId = null, Restarts = View.Restarts + 1 }, changed);
            throw problem as HostDiedException ?? new HostDiedException(problem.Message);
        }
    }

    private async Task<HostLease?> TakeOverAsync(HostPlan now, CancellationToken retired)
    {
        if (shop.Register.Take(View.Id, now.Version.Digest) is not { } entry)
        {
            return null;
        }

        try
        {
            Uri address = SocketConnect.Address(entry.Socket);
            HostLease lease = await HostLease.TakeAsync(shop.Probe.Client, address, retired).WaitAsync(MostTakeOver, shop.Time, retired);
            bool same = lease.Identity.Build == Telemetry.TelemetryServices.Version && lease.Identity.Models is [{ Digest: { } digest }] && digest == now.Version.Digest;
            if (same)
            {
                View = View with { Address = address, GrpcAddress = GrpcAddress(entry.Socket), SocketPath = entry.Socket, ProcessId = entry.Pid };
                shop.Register.Add(View.Id, entry);
                LogTakenOver(View.Id, entry.Pid);
                return lease;
            }

            lease.Dispose();
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or TimeoutException)
        {
            LogNotTakenOver(View.Id, entry.Pid, problem.Message);
        }

        End(entry.Pid);
        return null;
    }

    private async Task<HostLease> StartAsync(HostPlan now, CancellationToken retired)
    {
        await shop.Starts.WaitAsync(retired);
        try
        {
            await ArtifactDigest.RequireAsync(now.Artifact, now.Version.Digest, retired);
            string socket = shop.Socket(View.Id);
            string log = shop.Log(View);
            using Process process = HostLaunch.Start(HostLaunch.Arguments(now, socket, log, shop.Threads, shop.Linger), log, shop.Limits);
            View = View with { Address = SocketConnect.Address(socket), GrpcAddress = GrpcAddress(socket), SocketPath = socket, ProcessId = process.Id };
            shop.Register.Add(View.Id, new HostEntry(process.Id, ProcessFacts.Of(process.Id)?.StartTime ?? 0, socket, now.Version.Digest));
            long since = shop.Time.GetTimestamp();
            while (!await shop.Probe.IsReadyAsync(View, null, retired))
            {
                if (process.HasExited || shop.Time.GetElapsedTime(since) > MostStart)
                {
                    throw new HostDiedException(process.HasExited ? $"it ended with {process.ExitCode} while starting" : "it was not ready in time");
                }

                await Task.Delay(Eager, shop.Time, retired);
            }

            return await HostLease.TakeAsync(shop.Probe.Client, View.Address, retired);
        }
        finally
        {
            shop.Starts.Release();
        }
    }

    private async Task WatchAsync(HostLease lease, Action changed, CancellationToken retired)
    {
        Enter(View with { State = HostState.Ready }, changed);
        Task lost = lease.LostAsync(retired);
        int bad = 0;
        while (await Task.WhenAny(lost, Task.Delay(Every, shop.Time, retired)) != lost)
        {
            retired.ThrowIfCancellationRequested();
            bad = await shop.Probe.IsReadyAsync(View, null, retired) ? 0 : bad + 1;
            HostState state = bad == 0 ? HostState.Ready : bad > 1 ? HostState.Unhealthy : View.State; // one probe that came late says nothing
            if (View.State != state)
            {
                Enter(View with { State = state }, changed);
            }

            if (bad >= Hung)
            {
                throw new HostDiedException("it does not answer");
            }

            await TellAsync(retired);
        }

        retired.ThrowIfCancellationRequested();
        throw new HostDiedException("it ended");
    }

    /// <summary>Settings are effective without a restart: told before the host serves, and whenever they have changed.</summary>
    private async Task TellAsync(CancellationToken retired)
    {
        string wanted = plan() is { } now ? JsonSerializer.Serialize(LiveSettings.Of(now.Settings), JsonSerializerOptions.Web) : _told;
        if (wanted != _told)
        {
            using StringContent body = new(wanted, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await shop.Probe.Client.PutAsync(new Uri(View.Address, "/gateway/settings"), body, retired);
            answer.EnsureSuccessStatusCode();
            _told = wanted;
        }
    }

    private async Task RetireAsync(Action changed)
    {
        Enter(View with { State = HostState.Draining }, changed);
        long since = shop.Time.GetTimestamp();
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), shop.Time, CancellationToken.None);
        }
        while (shop.Load.InFlight(View.Id) > 0 && shop.Time.GetElapsedTime(since) < MostDrain);
        _lease?.Dispose();
        shop.Register.Remove(View.Id);
        if (View.ProcessId is { } pid)
        {
            Signals.Terminate(pid);
            since = shop.Time.GetTimestamp();
            while (ProcessFacts.Of(pid) is not null && shop.Time.GetElapsedTime(since) < MostEnd)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), shop.Time, CancellationToken.None);
            }

            End(pid);
        }
    }

    private void End(int? pid)
    {
        if (pid is { } id)
        {
            Signals.Kill(id);
        }

        if (View.SocketPath is { } socket)
        {
            File.Delete(socket);
            File.Delete(socket + GrpcSuffix);
        }
    }

    private static Uri GrpcAddress(string socket) => SocketConnect.Address(socket + GrpcSuffix);

    private void Enter(HostView view, Action changed)
    {
        View = view;
        changed();
        LogState(view.Id, view.State);
    }

    [LoggerMessage(4001, LogLevel.Information, "Host {Host} is {State}")]
    private partial void LogState(string host, HostState state);

    [LoggerMessage(4002, LogLevel.Warning, "Host {Host} (process {Pid}) died: {Reason}")]
    private partial void LogDied(string host, int? pid, string reason);

    [LoggerMessage(4003, LogLevel.Information, "Host {Host} was taken over as process {Pid}")]
    private partial void LogTakenOver(string host, int pid);

    [LoggerMessage(4004, LogLevel.Warning, "Host {Host} (process {Pid}) could not be taken over: {Reason}")]
    private partial void LogNotTakenOver(string host, int pid, string reason);
}
