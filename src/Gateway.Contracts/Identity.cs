namespace Gateway.Contracts;

/// <summary>What <c>GET /me</c> answers: who calls, and what they may do.</summary>
/// <param name="Actor">As the journal names them; <c>anonymous</c> where no key is needed and none was sent.</param>
/// <param name="May"><c>predict</c>, <c>view</c>, <c>publish</c>, <c>operate</c>, <c>administer</c>.</param>
/// <param name="Models">Names, with * for any letters.</param>
/// <param name="KeyRequired">Whether this gateway lets nobody in without one.</param>
public sealed record Identity(string Actor, IReadOnlyList<string> May, IReadOnlyList<string> Models, bool KeyRequired);
