namespace Gateway.Contracts;

/// <summary>Somebody other than the pusher stands for a version.</summary>
/// <param name="ReportDigest"><c>sha256:…</c> of the preflight report that they had before them; null: there was none.</param>
public sealed record Approval(string By, DateTimeOffset At, string? Comment, string? ReportDigest);

/// <summary>A version's tags, all of them: name → text.</summary>
public sealed record TagsSpec
{
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Why they were changed: the journal's, never kept.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
