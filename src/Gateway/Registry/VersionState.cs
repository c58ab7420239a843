namespace Gateway.Registry;

internal enum VersionState
{
    Validating,
    Ready,
    Rejected,
    Quarantined,
    Retired,
}
