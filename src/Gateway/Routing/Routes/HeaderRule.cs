using System.Collections.Frozen;

namespace Gateway.Routing.Routes;

/// <summary>Requests whose header has one of the values go to a version.</summary>
internal sealed record HeaderRule(string Header, FrozenSet<string> Values, string Version);
