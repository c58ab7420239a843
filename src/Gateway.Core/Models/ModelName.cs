using System.Text.RegularExpressions;

namespace Gateway.Core.Models;

/// <summary>Names of models: <c>[A-Za-z0-9][A-Za-z0-9._-]{0,127}</c>.</summary>
public static partial class ModelName
{
    public const string Form = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Pattern();
}
