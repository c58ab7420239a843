namespace Gateway.Core.Analysis;

/// <summary>What a failed guard does.</summary>
public enum GuardAction
{
    Rollback,
    Hold,
    Notify,
}
