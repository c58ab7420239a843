namespace Gateway.Contracts;

/// <summary>The admin API's calls that carry a version from one gateway to another.</summary>
public static class CopyCalls
{
    public static Task<EnvironmentFacts> EnvironmentAsync(this GatewayClient client, CancellationToken cancellationToken) =>
        client.Calls.GetAsync<EnvironmentFacts>("environment", cancellationToken);

    /// <returns>Null: the environment has no name, so it vouches for nothing.</returns>
    public static async Task<Passport?> PassportAsync(this GatewayClient client, string model, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Calls.GetAsync<Passport>($"models/{model}/versions/{version}/passport", cancellationToken);
        }
        catch (GatewayException none) when (none.Problem.Type == "passport-not-found")
        {
            return null;
        }
    }

    public static Task<Version> FilePassportAsync(this GatewayClient client, string model, string version, Passport passport, CancellationToken cancellationToken) =>
        client.Calls.SendAsync<Version>(HttpMethod.Put, $"models/{model}/versions/{version}/passport", passport, cancellationToken);

    /// <summary>Every version, page by page, oldest first.</summary>
    public static IAsyncEnumerable<Version> AllVersionsAsync(this GatewayClient client, string model, CancellationToken cancellationToken) =>
        client.Calls.EachAsync<Version>($"models/{model}/versions", cancellationToken);

    /// <summary>The version as a tar that can be pushed.</summary>
    public static Task BundleAsync(this GatewayClient client, string model, string version, Stream target, CancellationToken cancellationToken) =>
        client.Calls.DownloadAsync($"models/{model}/versions/{version}/bundle", target, cancellationToken);
}
