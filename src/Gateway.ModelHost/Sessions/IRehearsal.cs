namespace Gateway.ModelHost.Sessions;

/// <summary>The whole way of a protocol's requests with made-up rows, before a model is said to be ready: on first use its code costs about 20 ms that no later request pays (2026-11, two cores), and a rollout would blame the version.</summary>
internal interface IRehearsal
{
    Task RehearseAsync(ReadyModel ready);
}
