namespace Gateway.Dashboard.Pages.Events;

/// <summary>What may be chosen: the journal's kinds, those first that operators look for.</summary>
internal static class EventKinds
{
    public static readonly string[] All =
    [
        "rolloutStarted", "rolloutChanged", "rolloutRefused", "trafficChanged", "guardSuspect", "guardFailed", "hostFlapping", "hostsChanged",
        "versionRegistered", "versionState", "versionRejected", "versionApproved", "versionDeleted", "passportFiled", "tagsChanged", "aliasChanged", "modelDeleted",
        "settingsChanged", "policyChanged", "freezeChanged", "hookTaken", "hookDone", "hookFailed", "keyCreated", "keyRotated", "keyDeleted", "accessRefused", "checkpoint",
    ];
}
