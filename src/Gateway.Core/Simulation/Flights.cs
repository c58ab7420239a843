using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;

namespace Gateway.Core.Simulation;

/// <summary>One attempt that is under way.</summary>
/// <param name="Repeat">A sticky key's, which is not counted among the attempts.</param>
/// <param name="Tally">Of the weights that assigned it, wherever they are by now; null: not counted.</param>
/// <param name="Ending">Known beforehand; counted when its time comes.</param>
internal sealed record Flight(long Number, Arrival Arrival, bool Candidate, bool Repeat, Tally? Tally, Ending Ending)
{
    /// <summary>It is a copy: where it is counted.</summary>
    public CopyTally? Copies { get; init; }

    /// <summary>With the baseline's answer; null: there is nothing to compare.</summary>
    public bool? Agrees { get; init; }

    /// <summary>Copies of its request are counted here, should it be copied.</summary>
    public Mirror? Mirror { get; init; }
}

/// <summary>What is under way, in the order in which it ends.</summary>
internal sealed class Flights
{
    private readonly PriorityQueue<Flight, (long At, long Number)> _flights = new();

    public bool None => _flights.Count == 0;

    public IEnumerable<Flight> All => _flights.UnorderedItems.Select(item => item.Element);

    /// <returns>When the next one ends; the end of time when there is none.</returns>
    public TimeSpan NextEnd => _flights.TryPeek(out _, out (long At, long _) first) ? TimeSpan.FromTicks(first.At) : TimeSpan.MaxValue;

    public void Begin(Flight flight, TimeSpan end) => _flights.Enqueue(flight, (end.Ticks, flight.Number));

    public Flight Land() => _flights.Dequeue();

    /// <summary>As the gateway scans its records: attempts that were sent at <paramref name="before"/> or earlier.</summary>
    public IReadOnlyList<InFlight> Older(long before) =>
    [
        .. All.Where(flight => flight.Ending.StartedAt <= before && !flight.Repeat && (flight.Tally is not null || flight.Copies is not null))
            .GroupBy(flight => flight.Copies?.Segment ?? flight.Tally!.Segment)
            .Select(segment => new InFlight(
                segment.Key, segment.Count(flight => flight.Copies is null && flight.Candidate), segment.Count(flight => flight.Copies is null && !flight.Candidate))
            {
                Copies = segment.Count(flight => flight.Copies is not null),
            }),
    ];
}
