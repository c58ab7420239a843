namespace Gateway.Analysis.History;

/// <summary>A model's traffic from the store and from what is still here, as one.</summary>
internal sealed class HistoryReader(TrafficHistory history, IHistoryStore store)
{
    /// <param name="coarse">Points of five minutes instead of ten seconds.</param>
    /// <returns>Each version's points that began in the stretch, oldest first, the unfinished one last.</returns>
    public async Task<IReadOnlyList<(string Version, IReadOnlyList<HistoryPoint> Points)>> ReadAsync(string model, DateTimeOffset from, DateTimeOffset to, bool coarse, CancellationToken cancellationToken)
    {
        // What is here first: what is written in between is then in both, and nothing in neither.
        Dictionary<string, IReadOnlyList<HistoryBlock>> here = history.OfModel(model).ToDictionary(version => version.Key.Version, version => version.Value.Blocks());
        HashSet<(string, long)> latest = [.. here.SelectMany(version => version.Value.Select(block => (version.Key, block.Slot)))];
        ILookup<string, HistoryBlock> stored = (await store.ReadAsync(model, from, to, cancellationToken))
            .Where(block => !block.Own || !latest.Contains((block.Version, block.Block.Slot)))
            .ToLookup(block => block.Version, block => block.Block);
        return
        [
            .. here.Keys.Union(stored.Select(version => version.Key)).OrderBy(version => version.Length).ThenBy(version => version, StringComparer.Ordinal)
                .Select(version => (version, Points([.. stored[version], .. here.GetValueOrDefault(version, [])], from, to, coarse))),
        ];
    }

    private static IReadOnlyList<HistoryPoint> Points(IEnumerable<HistoryBlock> blocks, DateTimeOffset from, DateTimeOffset to, bool coarse) =>
    [
        .. blocks.SelectMany(block => block.At(coarse)).Where(point => point.Slot > 0 && point.At >= from && point.At <= to)
            .GroupBy(point => point.Slot).OrderBy(points => points.Key).Select(points => points.Aggregate((one, other) => one.Plus(other))),
    ];
}
