namespace Gateway.Registry;

/// <summary>Names of headers as operators may give them.</summary>
internal static class HeaderName
{
    public const string Form = "a header's name: letters, digits and hyphens";

    public static bool IsValid(string name) => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
