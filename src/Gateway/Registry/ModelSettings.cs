namespace Gateway.Registry;

/// <summary>A model's settings; may exist before the model; effective without a restart.</summary>
/// <param name="Revision">The ETag; 0 for defaults that were never saved.</param>
/// <param name="Document">As the operator wrote them, validated.</param>
internal sealed record ModelSettings(string Model, long Revision, Contracts.ModelSettings Document);
