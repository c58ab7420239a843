using System.Security.Cryptography.X509Certificates;

namespace Gateway.Dashboard;

/// <summary>Where the admin API is, as this process reaches it; known once the listeners are open.</summary>
public sealed class AdminAddress(Func<Uri> find, Func<X509Certificate?, bool> own)
{
    public Uri Value => find();

    /// <summary>The certificate is this process's own.</summary>
    public bool IsOwn(X509Certificate? certificate) => own(certificate);
}
