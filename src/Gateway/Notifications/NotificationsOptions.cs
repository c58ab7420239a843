using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Notifications;

/// <summary>Who is told outside, and how they know that it was us. No message here repeats what was given: it may be a secret.</summary>
internal sealed class NotificationsOptions : IValidatableObject
{
    public const string Section = "Notifications";
    private const string FromEnvironment = "env:";

    /// <summary>Absolute http or https URLs; none: nobody is told.</summary>
    [Description("Absolute http or https URLs that are told of rollouts, parted by spaces.")]
    public string[] Webhooks { get; set; } = [];

    /// <summary>Signs each delivery: the text itself, or <c>env:NAME</c>. None: one is made and kept in the data directory.</summary>
    [Description("Signs what webhooks are told: env:NAME, or the text itself; default: one is made and kept in the data directory.")]
    public string? Secret { get; set; }

    /// <returns>The secret itself; null: none was given.</returns>
    [Description("Signs what webhooks are told: env:NAME, or the text itself; default: one is made and kept in the data directory.")]
    public string? SecretText() => Secret is { } text && text.StartsWith(FromEnvironment, StringComparison.Ordinal)
        ? Environment.GetEnvironmentVariable(text[FromEnvironment.Length..])
        : Secret;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (int i = 0; i < Webhooks.Length; i++)
        {
            if (!Uri.TryCreate(Webhooks[i], UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            {
                yield return new ValidationResult("must be an absolute http or https URL", [$"{nameof(Webhooks)}:{i}"]);
            }
            else if (address.UserInfo.Length > 0)
            {
                yield return new ValidationResult("must hold no user and password: they would be sent to nobody", [$"{nameof(Webhooks)}:{i}"]);
            }
            else if (Array.IndexOf(Webhooks, Webhooks[i]) is var first && first < i)
            {
                yield return new ValidationResult($"is the same as {nameof(Webhooks)}:{first}", [$"{nameof(Webhooks)}:{i}"]);
            }
        }

        if (Secret is not null && string.IsNullOrWhiteSpace(SecretText()))
        {
            string problem = Secret.StartsWith(FromEnvironment, StringComparison.Ordinal)
                ? $"the environment variable {Secret[FromEnvironment.Length..]} is not set"
                : "must not be empty";
            yield return new ValidationResult(problem, [nameof(Secret)]);
        }
    }
}
