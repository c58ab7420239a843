namespace Gateway.Core.Inference;

/// <summary>How a request is read.</summary>
/// <param name="Model">For messages; null: not known.</param>
/// <param name="BoolFromNumbers">0 and 1 are taken for BOOL.</param>
public readonly record struct ReadRules(string? Model, bool BoolFromNumbers = false)
{
    internal string ForModel => Model is null ? "" : $" for model '{Model}'";
}
