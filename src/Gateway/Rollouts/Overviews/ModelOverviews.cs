using Gateway.Analysis;
using Gateway.Analysis.History;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Registry;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Routes;
using Gateway.Security;

namespace Gateway.Rollouts.Overviews;

/// <summary>Looks at every model from memory alone, and describes those that are shown.</summary>
internal sealed class ModelOverviews(ModelCatalog catalog, TrafficBook book, IServingVersions serving, TrafficHistory history, RouteTable table, TimeProvider time)
{
    /// <param name="search">A part of the name, in any case; empty: all.</param>
    public Overview Of(ModelScope models, string search, int skip, int limit)
    {
        Minutes minutes = new(history, time);
        Seen[] all = [.. catalog.Models.Where(model => models.Includes(model)).Select(model => Look(model, minutes))];
        Seen[] found = [.. all.Where(seen => seen.Model.Contains(search, StringComparison.OrdinalIgnoreCase)).OrderByDescending(seen => seen.Trouble).ThenBy(seen => seen.Model, StringComparer.Ordinal)];
        return new Overview(
            [.. found.Skip(skip).Take(limit).Select(seen => Describe(seen, minutes))], found.Length, all.Length,
            all.Count(seen => seen.Trouble >= ModelOverview.Troubled), all.Sum(seen => seen.Requests) / Minutes.Seconds);
    }

    private Seen Look(string model, Minutes minutes)
    {
        ModelTraffic? traffic = book.Find(model);
        (long requests, long errors) = minutes.Counts(model);
        LiveRun? run = traffic?.Run;
        double trouble = Trouble.Of(
            run?.State.Phase, run is not null && run.Guards.Any(guard => guard.Verdict is "suspect" or "failed"), Ended(traffic)?.Phase == Words.Of(Phase.RolledBack), requests == 0 ? null : (double)errors / requests);
        return new Seen(model, trouble, requests);
    }

    private ModelOverview Describe(Seen seen, Minutes minutes)
    {
        Model model = serving.Describe(seen.Model, catalog.Count(seen.Model));
        return new ModelOverview(model, model.Rollout is null ? Ended(book.Find(seen.Model)) : null, seen.Trouble, table.Find(seen.Model) is { } route ? minutes.Of(route.Current) : []);
    }

    private Rollout? Ended(ModelTraffic? traffic) => traffic?.Ended is { } ended && ended.EndedAt > time.GetUtcNow() - ModelTraffic.EndedLately ? ended : null;

    private readonly record struct Seen(string Model, double Trouble, long Requests);
}
