using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;

namespace Gateway.Registry.Overlays;

/// <summary>What aliases, tags and approvals must keep to.</summary>
internal static class OverlayRules
{
    private const int MostAliases = 100, MostTags = 64, LongestTag = 128, LongestText = 1024;

    /// <param name="version">Null: it goes.</param>
    /// <param name="others">Aliases that the model has besides.</param>
    public static void RequireAlias(string name, string? version, VersionRecord? found, int others)
    {
        List<ProblemItem> problems = [];
        if (!ModelName.IsValid(name) || name.All(char.IsAsciiDigit))
        {
            problems.Add(new ProblemItem("name", $"must match {ModelName.Form} and be no number", name));
        }

        if (version is not null && found is null)
        {
            problems.Add(new ProblemItem("version", "is no version of this model", version));
        }
        else if (version is not null && found!.State is VersionState.Rejected or VersionState.Validating)
        {
            problems.Add(new ProblemItem("version", $"is {found!.State.ToString().ToLowerInvariant()}, not ready", version));
        }

        if (others >= MostAliases)
        {
            problems.Add(new ProblemItem("name", $"is one too many: a model has at most {MostAliases} aliases", name));
        }

        Refuse(problems);
    }

    public static void RequireTags(TagsSpec spec)
    {
        IReadOnlyDictionary<string, string> tags = spec.Tags ?? new Dictionary<string, string>();
        List<ProblemItem> problems = [.. tags.SelectMany(Wrong)];
        if (spec.Tags is null)
        {
            problems.Add(new ProblemItem("tags", "is missing: name → text; an empty object takes all away"));
        }

        if (tags.Count > MostTags)
        {
            problems.Add(new ProblemItem("tags", $"has {tags.Count}; a version has at most {MostTags}"));
        }

        Refuse(problems);
    }

    /// <summary>Two pairs of eyes, and something to look at.</summary>
    public static void RequireOther(VersionRecord version, Caller caller)
    {
        if (version.CreatedBy == caller.Actor)
        {
            throw new RefusedException(403, "self-approval", "That is not allowed.", $"{caller.Actor} pushed version {version.Key.Version} of {version.Key.Model}: another key must approve it.");
        }

        if (version.State is VersionState.Rejected or VersionState.Validating)
        {
            throw new RefusedException(409, "not-ready", "The version is not ready.", $"Version {version.Key.Version} is {version.State.ToString().ToLowerInvariant()}.");
        }
    }

    private static IEnumerable<ProblemItem> Wrong(KeyValuePair<string, string> tag)
    {
        if (tag.Key.Length is 0 or > LongestTag)
        {
            yield return new ProblemItem($"tags.{tag.Key}", $"must have a name of 1 to {LongestTag} characters");
        }

        if (tag.Value is null || tag.Value.Length > LongestText)
        {
            yield return new ProblemItem($"tags.{tag.Key}", $"must be a text of at most {LongestText} characters");
        }
    }

    private static void Refuse(List<ProblemItem> problems)
    {
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }
    }
}
