namespace Gateway.Routing.Routes;

/// <summary>The live run of a model, as far as the request path may know it.</summary>
/// <param name="Id">The rollout's id.</param>
/// <param name="Candidate">The version on trial.</param>
/// <param name="Rescue">A failed attempt of the candidate is replayed to the baseline.</param>
/// <param name="Latched">Rolled back: no publisher may give the candidate weight in this run again.</param>
/// <param name="StickySalt">Sticky keys hash with it, so that a run keeps its users.</param>
/// <param name="BaselineP95">A replay with less of the deadline left is not tried.</param>
internal sealed record RouteRun(Guid Id, string Candidate, bool Rescue, bool Latched, ulong StickySalt, TimeSpan BaselineP95);
