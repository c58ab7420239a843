namespace Gateway.Contracts;

/// <summary><c>application/problem+json</c> with a stable type.</summary>
/// <param name="Type">A slug, such as <c>weights-invalid</c>.</param>
/// <param name="Errors">All problems at once, where there are several.</param>
public sealed record Problem(string Type, string Title, int Status, string? Detail = null, IReadOnlyList<ProblemItem>? Errors = null);

/// <param name="Path">Where in the body, such as <c>steps[2].weight</c>.</param>
/// <param name="Value">The offending value, as given.</param>
public sealed record ProblemItem(string Path, string Message, string? Value = null);
