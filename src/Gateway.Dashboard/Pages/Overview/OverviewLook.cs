using Gateway.Contracts;

namespace Gateway.Dashboard.Pages.Overview;

/// <summary>One page of the overview, the same for all who look at it.</summary>
/// <param name="Search">What was asked for; null: all.</param>
public sealed record OverviewLook(string? Search, Contracts.Overview All, IReadOnlyList<ModelRow> Rows)
{
    public const int PerPage = 25;

    /// <summary>At least one.</summary>
    public int Pages => Math.Max(1, (All.Found + PerPage - 1) / PerPage);

    /// <param name="search">A part of the name; null: all.</param>
    /// <param name="page">From 1 on.</param>
    public static async Task<OverviewLook> LoadAsync(GatewayClient client, string? search, int page, CancellationToken cancellationToken)
    {
        Contracts.Overview all = await client.OverviewAsync(search, (page - 1) * PerPage, PerPage, cancellationToken);
        return new OverviewLook(search, all, [.. all.Items.Select(ModelRow.Of)]);
    }
}
