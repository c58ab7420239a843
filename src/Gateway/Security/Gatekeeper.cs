namespace Gateway.Security;

/// <summary>Admits a request or says why not, whichever port it came in by. What needs no key passes; everything else is denied until somebody is known.</summary>
internal sealed class Gatekeeper(Authenticator authenticator, RefusalAudit audit)
{
    /// <param name="fallback">For an endpoint that says nothing.</param>
    /// <returns>Null: it may pass.</returns>
    public ValueTask<AccessRefusal?> AdmitAsync(HttpContext context, Needs fallback)
    {
        ValueTask<Grant> grant = authenticator.IdentifyAsync(context);
        return grant.IsCompletedSuccessfully ? new ValueTask<AccessRefusal?>(Admit(context, grant.Result, fallback)) : AdmitLaterAsync(context, grant, fallback);
    }

    /// <summary>A model that only the request's body or path names.</summary>
    public AccessRefusal? Refusal(HttpContext context, ReadOnlySpan<char> model)
    {
        Grant grant = Grant.Of(context);
        return Told(context, grant, AccessRefusal.Of(grant, Permission.Predict, model), grant.Models.IsAll ? null : model.ToString());
    }

    private async ValueTask<AccessRefusal?> AdmitLaterAsync(HttpContext context, ValueTask<Grant> grant, Needs fallback) => Admit(context, await grant, fallback);

    private AccessRefusal? Admit(HttpContext context, Grant grant, Needs fallback)
    {
        context.Features.Set(grant);
        Needs needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>() ?? fallback;
        if (needs.Permission == Permission.None)
        {
            return null;
        }

        string? model = context.Request.RouteValues.Count > 0 ? context.Request.RouteValues["model"] as string : null;
        return Told(context, grant, Refusal(grant, needs, model) ?? grant.Allowance?.Take(), model);
    }

    private static AccessRefusal? Refusal(Grant grant, Needs needs, string? model) =>
        grant.Refusal is { } why ? new AccessRefusal(401, why)
        : !grant.May(needs.Permission) || model is not null && !grant.Models.Includes(model) || needs.EveryModel && !grant.Models.IsAll
            ? new AccessRefusal(403, AccessRefusal.Text(grant, needs.Permission, model))
        : null;

    private AccessRefusal? Told(HttpContext context, Grant grant, AccessRefusal? refusal, string? model)
    {
        if (refusal is not null)
        {
            audit.Refused(context, grant, refusal, model);
        }

        return refusal;
    }
}
