using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Gateway.TestKit.Deployment;

/// <summary>docker-compose.yml, as far as it speaks of us.</summary>
public sealed class ComposeFile
{
    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public static ComposeFile Ours { get; } = Read<ComposeFile>("docker-compose.yml");

    /// <returns>The services that run this stage of our Dockerfile.</returns>
    public IEnumerable<KeyValuePair<string, ComposeService>> Of(string stage) => Services.Where(service => service.Value.Build?.Target == stage);

    /// <param name="path">Of a YAML file in the repository.</param>
    public static T Read<T>(string path)
    {
        using StreamReader reader = new(Path.Combine(Paths.Repository, path));
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build()
            .Deserialize<T>(new MergingParser(new Parser(reader)));
    }
}

/// <summary>A service of docker-compose.yml.</summary>
public sealed class ComposeService
{
    public string Image { get; init; } = "";

    public ComposeBuild? Build { get; init; }

    public List<string> Entrypoint { get; init; } = [];

    public List<string> Command { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public List<string> Ports { get; init; } = [];

    /// <summary>SOURCE:TARGET[:ro].</summary>
    public List<string> Volumes { get; init; } = [];

    /// <returns>Where a file of the container lies in the repository; null: nothing is mounted there.</returns>
    public string? InRepository(string path) => Volumes
        .Select(volume => volume.Split(':'))
        .Where(volume => volume[0].StartsWith("./", StringComparison.Ordinal) && (path + "/").StartsWith(volume[1] + "/", StringComparison.Ordinal))
        .Select(volume => Path.GetFullPath(Paths.Repository + volume[0][1..] + path[volume[1].Length..]))
        .FirstOrDefault();
}

/// <summary>What a service is built from.</summary>
public sealed class ComposeBuild
{
    public string Context { get; init; } = "";

    public string Target { get; init; } = "";
}
