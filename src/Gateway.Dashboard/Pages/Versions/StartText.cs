using System.Globalization;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Versions;

/// <summary>A start as it was typed; the API says what is wrong with it.</summary>
/// <param name="Guards">One a line.</param>
/// <param name="Steps">Percents, parted by commas; empty: the policy's.</param>
internal sealed record StartText(string Candidate, string Strategy, string Guards, string Steps, string Reason)
{
    private static readonly char[] Between = [',', ' ', ';', '%'];

    /// <exception cref="FormatException">A step is no number.</exception>
    public RolloutSpec Spec => new()
    {
        Candidate = Candidate,
        Strategy = Strategy,
        Guards = Guards.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } lines ? [.. lines.Select(line => JsonSerializer.SerializeToElement(line))] : null,
        Steps = Steps.Split(Between, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } steps ? JsonSerializer.SerializeToElement(steps.Select(Step), ContractJson.Options) : null,
        Reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim(),
    };

    private static StepSpec Step(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal weight) ? new StepSpec { Weight = weight } : throw new FormatException($"Steps: \"{text}\" is not a percentage.");
}
