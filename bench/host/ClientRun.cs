using System.Text.Json;

namespace Gateway.Serving;

/// <summary>What the client process is told, and what it says: both as JSON.</summary>
/// <param name="Binary">The tensor extension both ways; otherwise JSON both ways.</param>
/// <param name="Expected">A file: the answers of the runtime itself, row by row, FP32.</param>
/// <param name="Rows">Different rows; each request is one of them.</param>
internal sealed record ClientRun(int Port, int Clients, int Seconds, bool Binary, int Columns, int Results, int Rows, string Expected)
{
    public static ClientRun Read(string json) => JsonSerializer.Deserialize<ClientRun>(json)!;
}

/// <param name="Cpu">Seconds that the clients themselves took.</param>
/// <param name="Wrong">Answers whose values are not the runtime's own.</param>
/// <param name="Failed">Answers other than 200, and connections lost.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record ClientResult(long Answered, double Seconds, double Cpu, long Wrong, long Failed, double P50, double P99);
