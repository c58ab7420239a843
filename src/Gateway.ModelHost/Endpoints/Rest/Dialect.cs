using System.Collections.Frozen;
using Gateway.Core.Inference;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>How the host answers where servers of the protocol differ: the one table of it.</summary>
/// <param name="ServerName">In the server's metadata.</param>
/// <param name="NonFinite">How NaN and infinities are written when a request does not say.</param>
/// <param name="AnyContentType">A body is JSON whatever its Content-Type says.</param>
internal sealed record Dialect(string ServerName, NonFiniteForm NonFinite, bool AnyContentType, FrozenDictionary<Fault, Reply> Replies)
{
    public static readonly Dialect Ours = new("modelhost", NonFiniteForm.String, false, new Dictionary<Fault, Reply>
    {
        [Fault.Json] = new(400),
        [Fault.Request] = new(400),
        [Fault.UnknownModel] = new(404),
        [Fault.UnknownProbed] = new(404),
        [Fault.NotReady] = new(503),
        [Fault.NotReadyProbed] = new(503),
        [Fault.TooLarge] = new(413),
        [Fault.ContentType] = new(415),
        [Fault.Encoding] = new(415),
        [Fault.Busy] = new(503),
        [Fault.Limited] = new(429),
        [Fault.Threw] = new(500),
        [Fault.NotHere] = new(501),
        [Fault.NoRoute] = new(404),
        [Fault.Method] = new(405),
    }.ToFrozenDictionary());

    /// <summary>As Triton 2.73 does: some of the caller's faults are 500 there, and what is not ready is 400.</summary>
    public static readonly Dialect Triton = new("triton", NonFiniteForm.Token, true, new Dictionary<Fault, Reply>(Ours.Replies)
    {
        [Fault.Json] = new(500, "failed to parse the request JSON buffer: {0}"),
        [Fault.UnknownProbed] = new(400, "Model version not ready"),
        [Fault.NotReady] = new(400),
        [Fault.NotReadyProbed] = new(400),
        [Fault.TooLarge] = new(400),
        [Fault.Encoding] = new(501, "Unsupported compression type"),
        [Fault.Limited] = new(503),
        [Fault.NoRoute] = new(404, "Not Found"),
        [Fault.Method] = new(405, "Method Not Allowed"),
    }.ToFrozenDictionary());

    public int Status(Fault fault) => Replies[fault].Status;

    public string Text(Fault fault, string ours) => Replies[fault].Text?.Replace("{0}", ours, StringComparison.Ordinal) ?? ours;
}

/// <param name="Text">Null: ours. {0} stands for ours.</param>
internal readonly record struct Reply(int Status, string? Text = null);

/// <summary>Why there is no answer.</summary>
internal enum Fault
{
    /// <summary>Not JSON, or JSON of another form than the protocol's.</summary>
    Json,

    /// <summary>Understood, and not to be had.</summary>
    Request,

    UnknownModel,

    /// <summary>Asked whether it is ready.</summary>
    UnknownProbed,

    NotReady,

    /// <summary>Asked whether it is ready.</summary>
    NotReadyProbed,

    TooLarge,
    ContentType,
    Encoding,

    /// <summary>Too much to do.</summary>
    Busy,

    /// <summary>A limit that was set for the model stands in the way.</summary>
    Limited,

    /// <summary>The model threw while running.</summary>
    Threw,

    /// <summary>Known to the protocol, and not offered.</summary>
    NotHere,

    NoRoute,
    Method,
}
