using Gateway.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Gateway.Dashboard.Access;

/// <summary>One open dashboard: its user's way to the API, and what they may do. Opened before any page is shown.</summary>
internal sealed class Session(AdminCalls calls, AuthenticationStateProvider authentication, NavigationManager navigation)
{
    private Identity? _me;

    public GatewayClient Client { get; private set; } = calls.Open(null);

    public Identity Me => _me ?? throw new InvalidOperationException("The session is not open yet.");

    public bool IsOpen => _me is not null;

    public bool IsSignedIn => Key is not null;

    /// <summary>Who sees the same has the same; null where none is needed.</summary>
    internal string? Key { get; private set; }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        Key = SignedIn.KeyOf((await authentication.GetAuthenticationStateAsync()).User);
        Client = calls.Open(Key);
        _me = await Client.MeAsync(cancellationToken);
    }

    /// <summary>Hides what would be refused; the API has the last word.</summary>
    /// <param name="what">As <see cref="Identity.May"/> names it.</param>
    public bool May(string what) => Me.May.Contains(what);

    /// <summary>The key has ended: back to the door.</summary>
    public void SignInAgain() => navigation.NavigateTo($"{PageGate.SignInPath}?back={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}", forceLoad: true);
}
