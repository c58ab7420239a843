using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Security.Tls;

/// <summary>TLS of the three ports, and of the connections to hosts that something else runs. Files are PEM, and read again when they change.</summary>
internal sealed class TlsOptions : IValidatableObject
{
    public const string Section = "Tls";

    [Description("File of the ports' certificate with its chain, PEM; default: none, no TLS.")]
    public string? Certificate { get; set; }

    [Description("File of its key, PEM, without a password.")]
    public string? Key { get; set; }

    [Description("File of the certificate that is shown to https hosts, PEM; default: none.")]
    public string? HostCertificate { get; set; }

    [Description("File of its key, PEM, without a password.")]
    public string? HostKey { get; set; }

    /// <summary>Instead of what the machine trusts.</summary>
    [Description("File of the certificates that https hosts must be signed by, PEM; default: whom the machine trusts.")]
    public string? HostAuthority { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach ((string name, string? certificate, string? key) in ((string, string?, string?)[])[(nameof(Certificate), Certificate, Key), (nameof(HostCertificate), HostCertificate, HostKey)])
        {
            string? problem = (certificate, key) switch
            {
                (null, null) => null,
                ({ } file, { } secret) => Pem.PairProblem(file, secret),
                _ => "a certificate and its key belong together",
            };
            if (problem is not null)
            {
                yield return new ValidationResult($"\"{certificate}\": {problem.TrimEnd('.')}", [name]);
            }
        }

        if (HostAuthority is not null && Pem.AuthorityProblem(HostAuthority) is { } wrong)
        {
            yield return new ValidationResult($"\"{HostAuthority}\": {wrong.TrimEnd('.')}", [nameof(HostAuthority)]);
        }
    }
}
