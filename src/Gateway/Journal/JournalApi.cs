using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;

namespace Gateway.Journal;

/// <summary><c>GET /events</c>: pages, an export, or live.</summary>
internal static class JournalApi
{
    private const int MostStreams = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static int _streams;

    public static void MapJournal(this IEndpointRouteBuilder routes) => routes.MapApi("/events", "events").MapGet("", EventsAsync).Takes("model", "from", "to", "actor", "kind", "after", "limit", "last").Produces<Page<Event>>().WithSummary("The journal: a page, an export as NDJSON, or live as an event stream.");

    private static async Task<IResult> EventsAsync(HttpContext context, Query query, Grant grant, IJournal journal, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        JournalFilter filter = new(query.Text("model"), query.OneOf("kind", JournalKinds.All), query.Text("actor"), query.Time("from"), query.Time("to")) { Models = grant.Models.Globs };
        long after = query.Number("after", 0, long.MaxValue) ?? 0;
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        long? last = query.Number("last", 1, 1000);
        query.Exclude("last", "after", "limit");
        query.Check();
        string accept = context.Request.Headers.Accept.ToString();
        if (last is { } newest)
        {
            return TypedResults.Ok(new Page<Event>(await journal.ReadLastAsync(filter, (int)newest, cancellationToken)));
        }

        if (accept.Contains("text/event-stream", StringComparison.Ordinal))
        {
            return await StreamAsync(context, journal, filter, after, time, lifetime);
        }

        if (accept.Contains("application/x-ndjson", StringComparison.Ordinal))
        {
            await ExportAsync(context.Response, journal, filter, after, cancellationToken);
            return Results.Empty;
        }

        IReadOnlyList<Event> events = await journal.ReadAsync(filter, after, limit + 1, cancellationToken);
        string? next = events.Count > limit ? events[limit - 1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<Event>([.. events.Take(limit)], next));
    }

    private static async Task ExportAsync(HttpResponse response, IJournal journal, JournalFilter filter, long after, CancellationToken cancellationToken)
    {
        response.ContentType = "application/x-ndjson";
        if (response.HttpContext.IsHead())
        {
            return;
        }

        IReadOnlyList<Event> events;
        while ((events = await journal.ReadAsync(filter, after, 500, cancellationToken)).Count > 0)
        {
            foreach (Event line in events)
            {
                await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ContractJson.Options), cancellationToken);
                await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            after = events[^1].Seq;
        }
    }

    private static async Task<IResult> StreamAsync(HttpContext context, IJournal journal, JournalFilter filter, long after, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            context.Response.Headers.RetryAfter = "30";
            return new ProblemResult(new Problem("too-many-streams", "Too many live readers.", 429, $"At most {MostStreams} read the events live."));
        }

        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            long from = long.TryParse(context.Request.Headers["Last-Event-ID"], out long last) ? last : after;
            await TailAsync(context.Response, journal, filter, from, time, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // the reader went, or the gateway stops
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }

        return Results.Empty;
    }

    private static async Task TailAsync(HttpResponse response, IJournal journal, JournalFilter filter, long after, TimeProvider time, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        if (response.HttpContext.IsHead())
        {
            return;
        }

        while (true)
        {
            Task next = journal.NextAsync(cancellationToken);
            IReadOnlyList<Event> events;
            while ((events = await journal.ReadAsync(filter, after, 500, cancellationToken)).Count > 0)
            {
                foreach (Event line in events)
                {
                    await response.WriteAsync($"id: {line.Seq}\nevent: {line.Kind}\ndata: {JsonSerializer.Serialize(line, ContractJson.Options)}\n\n", cancellationToken);
                }

                after = events[^1].Seq;
            }

            await response.Body.FlushAsync(cancellationToken);
            try
            {
                await next.WaitAsync(Heartbeat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
            }
        }
    }
}
