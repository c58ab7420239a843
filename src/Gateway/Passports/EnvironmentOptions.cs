using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace Gateway.Passports;

/// <summary>Which environment this gateway is, and whose word it takes.</summary>
internal sealed class EnvironmentOptions : IValidatableObject
{
    public const string Section = "Environments";

    /// <summary>Such as <c>staging</c>. None: versions leave it without a passport.</summary>
    [Description("Name of this environment, such as staging; without one versions leave it without a passport.")]
    public string? Name { get; set; }

    /// <summary><c>NAME=PUBLICKEY</c>: gateways whose passports count; <c>GET /environment</c> of each says its key.</summary>
    [Description("NAME=PUBLICKEY of gateways whose passports count, parted by spaces; GET /api/v1/environment says the key.")]
    public string[] Trusts { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Name is not null && !Core.Models.ModelName.IsValid(Name))
        {
            yield return new ValidationResult($"must match {Core.Models.ModelName.Form}", [nameof(Name)]);
        }

        for (int i = 0; i < Trusts.Length; i++)
        {
            if (!IsOne(Trusts[i]))
            {
                yield return new ValidationResult("must be NAME=PUBLICKEY, as GET /api/v1/environment says it", [$"{nameof(Trusts)}:{i}"]);
            }
        }
    }

    private static bool IsOne(string text)
    {
        try
        {
            string[] parts = text.Split('=', 2);
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(parts[^1]), out _);
            return parts.Length == 2 && Core.Models.ModelName.IsValid(parts[0]);
        }
        catch (Exception problem) when (problem is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
