using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Versions;

/// <param name="Versions">Newest first.</param>
/// <param name="Older">The version before which there are more; null: these are the first.</param>
internal sealed record VersionsLook(Model Model, IReadOnlyList<Contracts.Version> Versions, string? Older)
{
    private const int PerPage = 50;

    /// <param name="before">Only those before this one; null: the newest.</param>
    public static async Task<VersionsLook> LoadAsync(GatewayClient client, string model, string? before, CancellationToken cancellationToken)
    {
        Task<Page<Contracts.Version>> versions = client.LastVersionsAsync(model, PerPage + 1, before, cancellationToken);
        Model known = await client.ModelAsync(model, cancellationToken);
        IReadOnlyList<Contracts.Version> last = (await versions).Items;
        Contracts.Version[] shown = [.. last.TakeLast(PerPage).Reverse()];
        return new VersionsLook(known, shown, last.Count > PerPage ? shown[^1].Number : null);
    }
}
