namespace Gateway.Security;

/// <summary>What a caller of an endpoint must be allowed to do: its metadata.</summary>
/// <param name="EveryModel">It concerns all models, so that a key for some is not enough.</param>
internal sealed record Needs(Permission Permission, bool EveryModel = false)
{
    /// <summary>For everyone, also without a key: what probes ask.</summary>
    public static readonly Needs Nothing = new(Permission.None);

    public static readonly Needs Predict = new(Permission.Predict);

    public static readonly Needs View = new(Permission.View);

    private static readonly Needs Administer = new(Permission.Administer, EveryModel: true);

    /// <summary>Of an admin endpoint that says nothing: reading is for viewers, all else for admins.</summary>
    public static Needs Default(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? View : Administer;
}

internal static class NeedsOfEndpoints
{
    public static T Needs<T>(this T endpoint, Permission permission, bool everyModel = false)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(permission, everyModel));

    /// <summary>Probes have no key.</summary>
    public static T NeedsNothing<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(Security.Needs.Nothing);
}
