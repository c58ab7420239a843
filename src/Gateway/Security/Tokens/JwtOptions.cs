using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Security.Tokens;

/// <summary>Whose tokens count, and what they say of their holder. Without keys of an issuer none do.</summary>
internal sealed class JwtOptions : IValidatableObject
{
    public const string Section = "Jwt";

    [Description("The issuer's URL; its keys are found by OpenID Connect discovery.")]
    public string? Authority { get; set; }

    [Description("A file with the issuer's keys as a JSON Web Key Set, instead of discovery.")]
    public string? KeysFile { get; set; }

    [Description("What the token must name as its issuer; default: what discovery says.")]
    public string? Issuer { get; set; }

    [Description("What the token must be for.")]
    public string? Audience { get; set; }

    [Required, Description("The claim that holds the role, or several; default role.")]
    public string RoleClaim { get; set; } = "role";

    [Required, Description("The claim that holds the models or patterns; a token without it is for all; default models.")]
    public string ModelsClaim { get; set; } = "models";

    [Required, Description("The claim that the journal names as actor; default sub.")]
    public string NameClaim { get; set; } = "sub";

    public bool IsSet => Authority is not null || KeysFile is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is not null && KeysFile is not null)
        {
            yield return new ValidationResult($"excludes {nameof(Authority)}", [nameof(KeysFile)]);
        }

        if (Authority is not null && (!Uri.TryCreate(Authority, UriKind.Absolute, out Uri? uri) || uri.Scheme != "https" && !(uri.Scheme == "http" && uri.IsLoopback)))
        {
            yield return new ValidationResult("must be an https URL; http is for loopback alone", [nameof(Authority)]);
        }

        if (IsSet && string.IsNullOrWhiteSpace(Audience))
        {
            yield return new ValidationResult("must be set: tokens for others do not count here", [nameof(Audience)]);
        }

        if (KeysFile is not null && string.IsNullOrWhiteSpace(Issuer))
        {
            yield return new ValidationResult($"must be set with {nameof(KeysFile)}", [nameof(Issuer)]);
        }

        if (KeysFile is not null && SigningKeys.Problem(KeysFile) is { } problem)
        {
            yield return new ValidationResult(problem, [nameof(KeysFile)]);
        }
    }
}
