namespace Gateway.Analysis;

/// <summary>What a model's weights were, and since when.</summary>
internal interface IWeightHistory
{
    /// <returns>Oldest first: the weights in force at the beginning, and each change up to the end.</returns>
    Task<IReadOnlyList<WeightsSince>> ReadAsync(string model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <param name="Weights">Version → basis points.</param>
internal sealed record WeightsSince(DateTimeOffset At, IReadOnlyDictionary<string, int> Weights);
