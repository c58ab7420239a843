using Gateway.Core.Models;

namespace Gateway.Analysis.History;

/// <summary>Traffic that outlives its process: by ten seconds for a day, by five minutes for thirty.</summary>
internal interface IHistoryStore
{
    /// <summary>Puts each in the place of what this process wrote of the same five minutes.</summary>
    /// <returns>Models that are gone, of which nothing was written.</returns>
    Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<(VersionKey Version, HistoryBlock Block)> blocks, CancellationToken cancellationToken);

    /// <returns>Blocks that overlap the stretch, in no order; several of a version and slot when several processes counted.</returns>
    Task<IReadOnlyList<StoredBlock>> ReadAsync(string model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <returns>Requests of each version and hour that other processes counted, with the slot of the first.</returns>
    Task<IReadOnlyList<(VersionKey Version, long First, long Requests)>> HoursAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <returns>Each version's latencies of an hour of the clock, as other processes counted them, all together.</returns>
    /// <param name="from">The first hour is the one it lies in.</param>
    Task<IReadOnlyList<(VersionKey Version, long Hour, int[] Gaps)>> LatenciesAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Leaves out the points and latencies of what is older than a day, and all that is older than thirty.</summary>
    Task TrimAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="Own">This process wrote it, and may have a later state of it.</param>
internal sealed record StoredBlock(string Version, bool Own, HistoryBlock Block);
