namespace Gateway.Core.Models;

/// <summary>When two answers to one request agree.</summary>
public enum AnswerComparison
{
    /// <summary>Every value, within the tolerance.</summary>
    Values,

    /// <summary>Scores agree when their greatest is at the same place; everything else as <see cref="Values"/>.</summary>
    Argmax,
}
