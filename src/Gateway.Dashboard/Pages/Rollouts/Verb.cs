using MudBlazor;

namespace Gateway.Dashboard.Pages.Rollouts;

/// <summary>A verb of the API as a button.</summary>
/// <param name="Needs">The permission, as the API names it.</param>
internal sealed record Verb(string Name, string Label, string Does, string Needs, Color Color = Color.Default, bool Weighty = false, bool ReasonNeeded = false)
{
    public static readonly IReadOnlyList<Verb> All =
    [
        new("approve", "Approve", "Opens the gate: the run goes on to its next step.", "operate", Color.Primary, Weighty: true),
        new("resume", "Resume", "The run goes on where it stood.", "operate", Color.Primary, Weighty: true),
        new("hold", "Hold", "The run stands still at its present weights; its guards go on judging.", "publish"),
        new("advance", "Advance", "Ends this step now, whatever it still waits for.", "operate"),
        new("promote", "Promote", "The candidate gets 100 % now, then bakes; a bake ends at once.", "operate"),
        new("abort", "Roll back", "The baseline gets 100 % at once, and the run ends.", "publish", Color.Error),
        new("retry", "Retry", "Starts the candidate again with fresh evidence, and lifts its quarantine.", "operate", Color.Primary, ReasonNeeded: true),
    ];
}
