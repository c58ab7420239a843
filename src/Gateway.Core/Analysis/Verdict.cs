namespace Gateway.Core.Analysis;

public enum Verdict
{
    Inconclusive,
    Suspect,
    Passed,
    Failed,
}
