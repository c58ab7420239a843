namespace Gateway.ModelHost.Sessions;

/// <summary>What a load request brings in place of the repository's own.</summary>
/// <param name="Config">Triton's model configuration as JSON.</param>
/// <param name="Files"><c>VERSION/FILE</c> → content; they replace all of the model's versions.</param>
internal sealed record ModelOverride(string Config, IReadOnlyDictionary<string, byte[]> Files);
