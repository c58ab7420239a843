namespace Gateway.Core.Inference.V1;

/// <summary>A request of the older protocol that TensorFlow Serving and KServe call V1.</summary>
/// <param name="Rows">Number of instances; null: it came by columns, and is answered so.</param>
public sealed record PredictRequest(InferRequest Request, long? Rows);
