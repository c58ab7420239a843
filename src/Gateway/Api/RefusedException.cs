using Gateway.Contracts;

namespace Gateway.Api;

/// <summary>The caller's mistake, found deep inside (a transaction, say); the API's filter answers with its problem.</summary>
internal sealed class RefusedException(Problem problem) : Exception(problem.Detail ?? problem.Title)
{
    /// <param name="type">A stable slug, such as <c>model-not-found</c>.</param>
    public RefusedException(int status, string type, string title, string? detail = null, IReadOnlyList<ProblemItem>? errors = null)
        : this(new Problem(type, title, status, detail, errors))
    {
    }

    public Problem Problem => problem;

    public static RefusedException NotFound(string what, string name) =>
        new(404, $"{what}-not-found", $"There is no such {what}.", $"{name} does not exist.");

    /// <summary>All that is wrong with what was sent, at once.</summary>
    public static RefusedException Invalid(IReadOnlyList<ProblemItem> errors) =>
        new(400, "invalid", "The request was refused.", string.Join(" ", errors.Select(error => error.Path.Length == 0 ? $"The body {error.Message}." : $"{error.Path}: {error.Message}.")), errors);
}
