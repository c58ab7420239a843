using System.Security.Claims;

namespace Gateway.Security;

/// <summary>Who calls, and what they may do with which models: a feature of every request, and a handler's parameter.</summary>
internal sealed class Grant
{
    private const string Anonymous = "anonymous";

    /// <summary>Keys are not required, and none was sent: everything is allowed.</summary>
    public static readonly Grant Anyone = new(Anonymous, Roles.Of(Roles.Admin), ModelScope.All);

    public static readonly Grant Nobody = Denied(Anonymous, "A key is needed: authorization: Bearer KEY.");

    public static readonly Grant Unknown = Denied(Anonymous, "The key is unknown.");

    public Grant(string actor, Permission permissions, ModelScope models, RequestAllowance? allowance = null)
    {
        (Actor, Permissions, Models, Allowance) = (actor, permissions, models, allowance);
        Principal = new ClaimsPrincipal(actor == Anonymous ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.Name, actor)], "key"));
    }

    /// <summary>As the journal names them.</summary>
    public string Actor { get; }

    public Permission Permissions { get; }

    public ModelScope Models { get; }

    /// <summary>Null: as many requests as they like.</summary>
    public RequestAllowance? Allowance { get; }

    public ClaimsPrincipal Principal { get; }

    /// <summary>Why nobody is known to call; null: somebody does.</summary>
    public string? Refusal { get; private init; }

    public static Grant Denied(string actor, string why) => new(actor, Permission.None, ModelScope.None) { Refusal = why };

    /// <remarks>Nothing is allowed to a request that no gate has seen.</remarks>
    public static Grant Of(HttpContext context) => context.Features.Get<Grant>() ?? Nobody;

    public static ValueTask<Grant?> BindAsync(HttpContext context) => ValueTask.FromResult<Grant?>(Of(context));

    public bool May(Permission permission) => (Permissions & permission) == permission;

    public bool May(Permission permission, ReadOnlySpan<char> model) => May(permission) && Models.Includes(model);

    /// <exception cref="Api.RefusedException">403: not this model, or not this.</exception>
    public void Require(Permission permission, string model)
    {
        if (!May(permission, model))
        {
            throw new Api.RefusedException(403, AccessRefusal.Forbidden, "That is not allowed.", AccessRefusal.Text(this, permission, model));
        }
    }
}
