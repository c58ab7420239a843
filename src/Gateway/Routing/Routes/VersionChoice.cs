using Gateway.Core.Routing;

namespace Gateway.Routing.Routes;

/// <summary>Assigns a version: pinned, by rule, by sticky key, or by the split.</summary>
internal readonly record struct VersionChoice(VersionRoute Arm, Assignment Assignment, ulong? StickyHash)
{
    /// <param name="pinned">The version in the path, when there is one.</param>
    public static VersionChoice Of(RouteSnapshot snapshot, VersionRoute? pinned, IHeaderDictionary headers)
    {
        if (pinned is not null)
        {
            return new VersionChoice(pinned, Assignment.Forced, null);
        }

        foreach (HeaderRule rule in snapshot.Rules)
        {
            if (headers.TryGetValue(rule.Header, out var value) && value.Count == 1 && rule.Values.Contains(value.ToString())
                && snapshot.Known.TryGetValue(rule.Version, out VersionRoute? ruled))
            {
                return new VersionChoice(ruled, Assignment.Forced, null);
            }
        }

        if (headers.TryGetValue(snapshot.Settings.StickyHeader, out var key) && key.Count == 1 && key[0] is { Length: > 0 } text)
        {
            ulong hash = StickyBuckets.Hash(text, snapshot.Run?.StickySalt ?? 0);
            return new VersionChoice(snapshot.Sticky(hash), Assignment.Sticky, hash);
        }

        return new VersionChoice(snapshot.Next(), Assignment.Randomised, null);
    }
}
