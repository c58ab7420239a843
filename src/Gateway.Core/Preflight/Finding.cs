namespace Gateway.Core.Preflight;

/// <summary>One check and what came of it.</summary>
/// <param name="Check">Such as <c>sanity.finite</c>: a group and a name.</param>
/// <param name="Result">See <see cref="CheckResult"/>; never passed for lack of data.</param>
public sealed record Finding(string Check, string Result, string Says)
{
    public static Finding Passed(string check, string says) => new(check, CheckResult.Passed, says);

    public static Finding Failed(string check, string says) => new(check, CheckResult.Failed, says);

    public static Finding Inconclusive(string check, string says) => new(check, CheckResult.Inconclusive, says);

    public static Finding Of(string check, bool passed, string says) => passed ? Passed(check, says) : Failed(check, says);
}
