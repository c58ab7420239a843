namespace Gateway.Core.Inference;

/// <summary>How NaN and infinities are written as JSON, which has no words for them.</summary>
public enum NonFiniteForm
{
    /// <summary>"NaN", "Infinity", "-Infinity": every JSON parser takes them.</summary>
    String,

    /// <summary>The same without quotes, as some peers do: no JSON.</summary>
    Token,

    /// <summary>null.</summary>
    Null,
}
