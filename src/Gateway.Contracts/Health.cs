namespace Gateway.Contracts;

/// <summary>What works and what does not.</summary>
/// <param name="Status">The worst of the parts': <c>healthy</c>, <c>degraded</c> (goes on, needs someone) or <c>unhealthy</c>.</param>
public sealed record Health(string Status, IReadOnlyList<HealthPart> Parts);

/// <param name="Name"><c>database</c>, <c>disk</c>, <c>loop</c>, <c>memory</c>, <c>models</c>.</param>
/// <param name="Says">With the numbers.</param>
public sealed record HealthPart(string Name, string Status, string Says);
