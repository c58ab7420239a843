namespace Gateway.ModelHost.Sessions;

/// <param name="Model">Loaded and warmed up.</param>
/// <param name="Metrics">Null: counted nowhere.</param>
internal sealed record ReadyModel(ModelFile File, LoadedModel Model, InputRules Rules, ModelMetrics? Metrics);
