namespace Gateway.Journal;

/// <summary>The kinds of journal entries: a closed list.</summary>
internal static class JournalKinds
{
    public const string VersionRegistered = "versionRegistered";
    public const string VersionRejected = "versionRejected";
    public const string VersionDeleted = "versionDeleted";
    public const string VersionState = "versionState";
    public const string VersionApproved = "versionApproved";
    public const string PassportFiled = "passportFiled";
    public const string TagsChanged = "tagsChanged";
    public const string AliasChanged = "aliasChanged";
    /// <summary>A webhook's delivery was taken: what it asks for follows as <see cref="HookDone"/> or <see cref="HookFailed"/>.</summary>
    public const string HookTaken = "hookTaken";
    public const string HookDone = "hookDone";
    public const string HookFailed = "hookFailed";
    public const string HostsChanged = "hostsChanged";
    public const string ModelDeleted = "modelDeleted";
    public const string SettingsChanged = "settingsChanged";
    public const string PolicyChanged = "policyChanged";
    public const string TrafficChanged = "trafficChanged";
    public const string RolloutStarted = "rolloutStarted";
    public const string RolloutRefused = "rolloutRefused";
    public const string RolloutChanged = "rolloutChanged";
    public const string FreezeChanged = "freezeChanged";
    public const string KeyCreated = "keyCreated";
    public const string KeyRotated = "keyRotated";
    public const string KeyDeleted = "keyDeleted";

    /// <summary>Somebody was not let in: one line for all that are alike within a few seconds.</summary>
    public const string AccessRefused = "accessRefused";

    /// <summary>A deciding guard has been suspect for ten minutes of a run: once per guard and run.</summary>
    public const string GuardSuspect = "guardSuspect";

    /// <summary>A guard that only notifies has failed: once per guard and run.</summary>
    public const string GuardFailed = "guardFailed";

    /// <summary>A host began to die again and again.</summary>
    public const string HostFlapping = "hostFlapping";

    /// <summary>Lines that were kept long enough are gone: from their last number, to their last hash.</summary>
    public const string Checkpoint = "checkpoint";

    public static readonly string[] All =
    [
        VersionRegistered,
        VersionRejected,
        VersionDeleted,
        VersionState,
        VersionApproved,
        PassportFiled,
        TagsChanged,
        AliasChanged,
        HookTaken,
        HookDone,
        HookFailed,
        HostsChanged,
        ModelDeleted,
        SettingsChanged,
        PolicyChanged,
        TrafficChanged,
        RolloutStarted,
        RolloutRefused,
        RolloutChanged,
        FreezeChanged,
        KeyCreated,
        KeyRotated,
        KeyDeleted,
        AccessRefused,
        GuardSuspect,
        GuardFailed,
        HostFlapping,
        Checkpoint,
    ];
}
