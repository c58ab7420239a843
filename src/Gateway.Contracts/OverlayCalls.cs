namespace Gateway.Contracts;

/// <summary>The admin API's calls about aliases, tags and approvals.</summary>
public static class OverlayCalls
{
    public static Task<Page<Alias>> AliasesAsync(this GatewayClient client, string model, CancellationToken cancellationToken) =>
        client.Calls.GetAsync<Page<Alias>>($"models/{model}/aliases", cancellationToken);

    public static Task<Alias> AliasAsync(this GatewayClient client, string model, string name, CancellationToken cancellationToken) =>
        client.Calls.GetAsync<Alias>($"models/{model}/aliases/{name}", cancellationToken);

    /// <param name="expected">Its revision, 0 for none yet; null: wherever it is.</param>
    public static Task<Alias> SetAliasAsync(this GatewayClient client, string model, string name, AliasSpec alias, long? expected, CancellationToken cancellationToken) =>
        client.Calls.SendAsync<Alias>(HttpMethod.Put, $"models/{model}/aliases/{name}", alias, cancellationToken, expected);

    public static Task RemoveAliasAsync(this GatewayClient client, string model, string name, string? reason, CancellationToken cancellationToken) =>
        client.Calls.SendAsync<System.Text.Json.JsonElement?>(HttpMethod.Delete, $"models/{model}/aliases/{name}{(reason is null ? "" : $"?reason={Uri.EscapeDataString(reason)}")}", null, cancellationToken);

    public static Task<TagsSpec> TagsAsync(this GatewayClient client, string model, string version, CancellationToken cancellationToken) =>
        client.Calls.GetAsync<TagsSpec>($"models/{model}/versions/{version}/tags", cancellationToken);

    public static Task<TagsSpec> SetTagsAsync(this GatewayClient client, string model, string version, TagsSpec tags, CancellationToken cancellationToken) =>
        client.Calls.SendAsync<TagsSpec>(HttpMethod.Put, $"models/{model}/versions/{version}/tags", tags, cancellationToken);

    public static Task<Version> ApproveAsync(this GatewayClient client, string model, string version, string? reason, CancellationToken cancellationToken) =>
        client.Calls.SendAsync<Version>(HttpMethod.Post, $"models/{model}/versions/{version}/approve", new VerbRequest { Reason = reason }, cancellationToken);
}
