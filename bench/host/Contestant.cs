using Gateway.Hop;

namespace Gateway.Serving;

/// <param name="Process">Whose processor time counts.</param>
/// <param name="Metrics">Where its garbage collections are told; null: they are not looked at.</param>
internal sealed record Contestant(string Name, int Port, bool Binary, Peer Process, Uri? Metrics = null)
{
    public const string Ours = "this host, binary";
    public const string OursJson = "this host, JSON";
    public const string Minimal = "ASP.NET minimal API, JSON";
    public const string Node = "fastify + onnxruntime-node, JSON";
}

/// <param name="Cpu">Seconds an inference: the server's alone.</param>
/// <param name="Gen2">Collections of the oldest generation meanwhile.</param>
internal readonly record struct Sample(double PerSecond, double Cpu, double ClientCpu, double P50, double P99, long Wrong, long Failed, double Gen2);
