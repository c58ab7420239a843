using System.ComponentModel.DataAnnotations;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary>Backups that the gateway takes by itself.</summary>
internal sealed class BackupsOptions
{
    public const string Section = "Backups";

    /// <summary>One is taken when the newest is older. Default 24 h; 0: none are.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many stay in the data directory. Default 7.</summary>
    [Range(1, 1000)]
    public int Keep { get; set; } = 7;
}
