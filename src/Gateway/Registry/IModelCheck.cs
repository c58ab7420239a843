using Gateway.Core.Models;
using Gateway.Core.Preflight;

namespace Gateway.Registry;

/// <summary>Looks at an artifact in an isolated host process; implemented by Hosts.</summary>
internal interface IModelCheck
{
    /// <param name="golden">Rows to ask, JSONL; null: none.</param>
    /// <param name="measure">Whether time and memory are of interest.</param>
    /// <param name="device">Where it will run.</param>
    /// <exception cref="OperationCanceledException">The check took too long or the gateway stops.</exception>
    Task<ModelCheckResult> CheckAsync(VersionSource.Artifact artifact, string? golden, bool measure, string device, CancellationToken cancellationToken);

    /// <summary>Asks a foreign host for its metadata.</summary>
    Task<ModelCheckResult> DiscoverAsync(VersionSource.Addresses addresses, string model, CancellationToken cancellationToken);
}

/// <param name="Signature">Null when the model could not be loaded, or has none.</param>
/// <param name="Problems">Why it is refused; empty: it may serve.</param>
/// <param name="Report">The whole report as JSON.</param>
internal sealed record ModelCheckResult(ModelSignature? Signature, IReadOnlyList<CheckProblem> Problems, string Report);

/// <param name="Check">load, signature, …</param>
internal sealed record CheckProblem(string Check, string Message)
{
    /// <summary>Of those that failed.</summary>
    public static IEnumerable<CheckProblem> Of(IEnumerable<Finding> checks) =>
        checks.Where(check => check.Result == CheckResult.Failed).Select(check => new CheckProblem(check.Check, check.Says));
}
