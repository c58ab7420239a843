namespace Gateway.Telemetry.Access;

/// <summary>One answer to a client, as the access log has it: a feature of its request while the log is on. Never a body.</summary>
internal sealed class AccessEntry
{
    public DateTimeOffset At { get; init; }

    /// <summary>Null: it was refused before it had one.</summary>
    public string? Id { get; private set; }

    /// <summary>Empty: none that there is.</summary>
    public string? Model { get; private set; }

    /// <summary>Null: refused before any attempt.</summary>
    public string? Version { get; private set; }

    public string? Assignment { get; private set; }

    /// <summary>HTTP status, or the one that stands for the gRPC status.</summary>
    public int Code { get; private set; }

    public bool Rescued { get; private set; }

    /// <summary>What the client waited.</summary>
    public double Ms { get; set; }

    /// <summary>Who called, as the journal names them.</summary>
    public string? Key { get; set; }

    /// <summary>Null: nobody writes the log.</summary>
    public static AccessEntry? Of(HttpContext context) => context.Features.Get<AccessEntry>();

    public void Refused(string model, int code) => (Model, Code) = (model, code);

    public void Answered(string? id, (string Model, string Version) by, string assignment, int code, bool rescued) =>
        (Id, Model, Version, Assignment, Code, Rescued) = (id, by.Model, by.Version, assignment, code, rescued);
}
