using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Versions;

/// <param name="Versions">Newest first.</param>
internal sealed record VersionsLook(Model Model, IReadOnlyList<Contracts.Version> Versions)
{
    public static async Task<VersionsLook> LoadAsync(GatewayClient client, string model, CancellationToken cancellationToken)
    {
        Task<Page<Contracts.Version>> versions = client.VersionsAsync(model, cancellationToken);
        return new VersionsLook(await client.ModelAsync(model, cancellationToken), [.. (await versions).Items.OrderByDescending(version => version.CreatedAt)]);
    }
}
