using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Routing;

/// <summary>What clients may cost; over a limit they are told so at once.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Bytes of a prediction's body; more is 413. Default 64 MiB.</summary>
    [Range(1, long.MaxValue), Description("Bytes of a prediction's body; default 67108864, 64 MiB.")]
    public long MaxBody { get; set; } = 64L << 20;

    /// <summary>Bytes of a request's headers; more is 431. Default 32 KiB.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaders { get; set; } = 32 << 10;

    /// <summary>Connections of one port; one more is 503 and closed. Fewer where the process may not open enough files. Default 20 000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Predictions over REST, of all models at once; more are 429. Fewer where the process may not open enough files. Default 20 000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPredictions { get; set; } = 20_000;

    /// <summary>Predictions of one model at once, unless its settings say otherwise; more are 429. Default 1024.</summary>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 1024;

    /// <summary>Bytes on the gateway's heap; over it predictions are 503. 0, the default: three quarters of what the machine or its container has.</summary>
    [Range(0, long.MaxValue)]
    public long MaxMemory { get; set; }

    /// <summary>Bytes a second that a client must send of a body, and take of an answer, after 5 s; slower is 408. 0: as slow as it likes. Default 240.</summary>
    [Range(0, int.MaxValue)]
    public int MinDataRate { get; set; } = 240;

    /// <summary>For a request's headers to arrive; later is 408. Default 10 s.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
