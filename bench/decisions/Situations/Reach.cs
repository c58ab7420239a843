namespace Gateway.Decisions.Situations;

/// <summary>The table "What it must reach" of the judge's page, row by row.</summary>
internal sealed class Reach(Bench bench)
{
    public IEnumerable<Row> Rows() =>
    [
        .. new Identical(bench).Rows(),
        .. new SameOutage(bench).Rows(),
        .. new Slower(bench).Rows(),
        .. new Failing(bench).Rows(),
        .. new Optimum(bench).Rows(),
        .. new StickyUsers(bench).Rows(),
        .. new Beside(bench).Rows(),
    ];
}
