namespace Gateway.Security;

/// <summary>The roles of the contract, and what each may do.</summary>
internal static class Roles
{
    public const string Admin = "admin";

    private static readonly Dictionary<string, Permission> May = new(StringComparer.Ordinal)
    {
        ["predictor"] = Permission.Predict,
        ["viewer"] = Permission.View,
        ["publisher"] = Permission.Predict | Permission.View | Permission.Publish,
        ["operator"] = Permission.Predict | Permission.View | Permission.Publish | Permission.Operate,
        [Admin] = Permission.Predict | Permission.View | Permission.Publish | Permission.Operate | Permission.Administer,
    };

    public static string[] All => [.. May.Keys];

    /// <returns>None for a role that is unknown.</returns>
    public static Permission Of(string role) => May.GetValueOrDefault(role);
}
