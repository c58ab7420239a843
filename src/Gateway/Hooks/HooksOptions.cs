using System.ComponentModel;

namespace Gateway.Hooks;

/// <summary>Which calls of others start something here.</summary>
internal sealed class HooksOptions
{
    public const string Section = "Hooks";

    /// <summary>JSON: see <see cref="HooksFile"/>. None: there are no hooks.</summary>
    [Description("JSON file that says which webhooks of GitHub, GitLab and MLflow start a copy or a push; none: no hooks.")]
    public string? File { get; set; }
}
