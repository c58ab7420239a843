using System.Collections.Concurrent;
using Gateway.Journal;
using Gateway.Telemetry;
using Prometheus;

namespace Gateway.Security;

/// <summary>Writes refusals to the journal: every few seconds one line for all that are alike, and of an attack no more than the journal can bear.</summary>
internal sealed partial class RefusalAudit(IJournal journal, TimeProvider time, ILogger<RefusalAudit> logger) : BackgroundService
{
    /// <summary>Kinds of refusals between two writes; more are counted as dropped.</summary>
    private const int Most = 64;

    private const int LongestModel = 128;
    private const int LongestReason = 512;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly Counter Total = Metrics.CreateCounter("gateway_access_refused_total", "Requests that were not let in.", "code");

    private readonly ConcurrentDictionary<Kind, Tally> _waiting = new();

    public void Refused(HttpContext context, Grant grant, AccessRefusal refusal, string? model)
    {
        Total.WithLabels(refusal.Status switch { 401 => "401", 403 => "403", _ => "429" }).Inc();
        string call = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        Kind what = new(grant.Actor, refusal.Status, $"{MethodOf(context.Request)} {call}", grant.Refusal is null && model is not null ? model[..Math.Min(model.Length, LongestModel)] : null, context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (_waiting.TryGetValue(what, out Tally? count) || _waiting.Count < Most && (count = _waiting.GetOrAdd(what, _ => new Tally(context.TraceIdentifier, refusal.Message[..Math.Min(refusal.Message.Length, LongestReason)]))) is not null)
        {
            Interlocked.Increment(ref count.Times);
        }
        else
        {
            Dropped.AccessRefused.Inc();
        }
    }

    /// <summary>Anybody may send any word as a method.</summary>
    private static string MethodOf(HttpRequest request) => request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? request.Method : "other";

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (Kind what in _waiting.Keys)
        {
            if (_waiting.TryRemove(what, out Tally? count))
            {
                await WriteAsync(what, count, cancellationToken);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await FlushAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(Kind what, Tally count, CancellationToken cancellationToken)
    {
        try
        {
            await journal.WriteAsync(
                new JournalEntry(
                    time.GetUtcNow(), JournalKinds.AccessRefused, what.Model, From: what.Address, To: $"{what.Status} {what.Call}", Actor: what.Actor,
                    Reason: count.Times > 1 ? $"{count.Why} ({count.Times} times)" : count.Why, RequestId: count.RequestId),
                cancellationToken);
        }
        catch (IOException problem)
        {
            Dropped.AccessRefused.Inc(count.Times);
            LogNotWritten(what.Actor, problem.Message);
        }
    }

    [LoggerMessage(6101, LogLevel.Warning, "A refusal of {Actor} could not be written to the journal: {Problem}")]
    private partial void LogNotWritten(string actor, string problem);

    private sealed record Kind(string Actor, int Status, string Call, string? Model, string Address);

    private sealed class Tally(string requestId, string why)
    {
        public long Times;

        public string RequestId => requestId;

        public string Why => why;
    }
}
