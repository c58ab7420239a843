namespace Gateway.ModelHost.Preflight;

/// <summary>One check and what came of it.</summary>
/// <param name="Check">Such as <c>sanity.finite</c>: a group and a name.</param>
/// <param name="Result">Never passed for lack of data.</param>
internal sealed record Finding(string Check, string Result, string Says)
{
    public const string Failing = "failed";

    public static Finding Passed(string check, string says) => new(check, "passed", says);

    public static Finding Failed(string check, string says) => new(check, Failing, says);

    public static Finding Inconclusive(string check, string says) => new(check, "inconclusive", says);
}
