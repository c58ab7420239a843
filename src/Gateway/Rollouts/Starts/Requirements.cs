using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Registry;
using Gateway.Registry.Overlays;
using Gateway.Rollouts.Plans;

namespace Gateway.Rollouts.Starts;

/// <summary>What policies require of a version before it may get traffic: the model's own policy always, and the one that the rollout names.</summary>
internal sealed class Requirements(ModelCatalog catalog, OverlayBook overlays, PolicyBook policies)
{
    /// <returns>What is missing, with how much of it there is.</returns>
    public IReadOnlyList<ProblemItem> Unmet(VersionKey version, string? policy)
    {
        string own = catalog.Settings(version.Model).Document.Policy;
        Overlay overlay = overlays.Of(version);
        return [.. from name in new[] { own, policy ?? own }.Distinct()
                   let require = policies.Find(name)?.Spec.Require
                   where require is not null
                   from problem in Unmet(require, overlay)
                   select problem with { Message = $"{problem.Message} (policy {name})" }];
    }

    /// <summary>What is wrong with a policy's words.</summary>
    public static void Check(RequireSpec require, List<ProblemItem> problems)
    {
        if (require.From is null && require.PromotedRuns is > 0)
        {
            problems.Add(new ProblemItem("require.from", "is missing: the environment whose promoted runs count"));
        }

        foreach ((string path, int? value) in new[] { ("require.promotedRuns", require.PromotedRuns), ("require.approvals", require.Approvals) }.Where(number => number.Item2 is < 0 or > 100))
        {
            problems.Add(new ProblemItem(path, "must be from 0 to 100", $"{value}"));
        }
    }

    private static IEnumerable<ProblemItem> Unmet(RequireSpec require, Overlay overlay)
    {
        if (require.From is { } from)
        {
            Origin? origin = overlay.Origins.FirstOrDefault(origin => origin.Environment == from);
            int needed = require.PromotedRuns ?? 0;
            if (origin is null)
            {
                yield return new ProblemItem("require.from", $"the version has no passport of {from}: gwctl copy brings one");
            }

            if ((origin?.PromotedRuns ?? 0) < needed)
            {
                yield return new ProblemItem("require.promotedRuns", $"it was promoted {origin?.PromotedRuns ?? 0} of {needed} times in {from}", $"{origin?.PromotedRuns ?? 0}");
            }
        }

        if (overlay.Approvals.Length < (require.Approvals ?? 0))
        {
            yield return new ProblemItem("require.approvals", $"it has {overlay.Approvals.Length} of {require.Approvals} approvals", $"{overlay.Approvals.Length}");
        }
    }
}
