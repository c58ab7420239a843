namespace Gateway.Contracts;

/// <summary><c>GET /addresses</c>: where this gateway's ports are, as whoever asks can reach them.</summary>
/// <param name="Rest">Predictions over REST, such as <c>http://127.0.0.1:8000</c>.</param>
/// <param name="Grpc">Predictions over gRPC.</param>
/// <param name="Admin">This API.</param>
public sealed record Addresses(string Rest, string Grpc, string Admin);
