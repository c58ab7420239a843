namespace Gateway.Security;

/// <summary>What a caller may be allowed to do.</summary>
[Flags]
internal enum Permission
{
    None = 0,

    /// <summary>Ask a model.</summary>
    Predict = 1,

    /// <summary>Read the admin API and the metrics.</summary>
    View = 2,

    /// <summary>Push versions, start rollouts, hold and abort them.</summary>
    Publish = 4,

    /// <summary>Change traffic, settings, policies and hosts; freeze, stop, roll back, remove.</summary>
    Operate = 8,

    /// <summary>Give keys to others.</summary>
    Administer = 16,
}
