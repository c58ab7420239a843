using System.Text.Json.Serialization;
using Gateway.ModelHost.Batching;

namespace Gateway.ModelHost.Sessions;

/// <summary>Settings that the gateway changes while the host runs; each time all of them.</summary>
/// <param name="IgnoredInputs">Dropped from requests.</param>
internal sealed record LiveSettings(
    [property: JsonRequired] IReadOnlyList<string> IgnoredInputs, [property: JsonRequired] BatchSettings Batching);
