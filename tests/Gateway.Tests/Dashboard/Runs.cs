using Gateway.Contracts;

namespace Gateway.Tests.Dashboard;

internal static class Runs
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Rollout Of(string model, string phase, string? because = null, string? reason = null, params GuardStatus[] guards) => new(
        Guid.Empty, model, "1", "2", "canary", phase, 0, new Dictionary<string, decimal> { ["1"] = 90, ["2"] = 10 }, [], because, reason, Now.AddHours(-1),
        phase is "promoted" or "rolledBack" or "aborted" ? Now.AddMinutes(-5) : null, guards, new RolloutSpec(), []);

    public static GuardStatus Guard(string verdict, double logE = 0, long attempts = 0, long more = 0) => new(
        "errors <= 2%", "rollback", false, verdict, new ArmCounts(attempts, 0, 0, null), new ArmCounts(0, 0, 0, null), "2%", "3 of 3 failed (100 %), baseline 0 of 97", more > 0 ? new NeedMore(more, "20s") : null, logE, 4);
}
