namespace Gateway.Cli.Reports;

/// <summary>Where developers read: GitHub or GitLab.</summary>
internal interface IForge
{
    /// <summary>Characters of a comment.</summary>
    int Most { get; }

    /// <summary>Edits the comment with the mark, or makes one.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="ForgeException">It may not, or there is nothing to comment on.</exception>
    Task<string> CommentAsync(string mark, string body, CancellationToken cancellationToken);

    /// <exception cref="ForgeException">It may not.</exception>
    Task CheckAsync(string name, string verdict, string title, string summary, CancellationToken cancellationToken);
}

/// <summary>The forge said no.</summary>
internal sealed class ForgeException(string message) : Exception(message);
