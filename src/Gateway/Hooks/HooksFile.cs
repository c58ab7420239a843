using System.Text;
using Gateway.Api;
using Gateway.Contracts;

namespace Gateway.Hooks;

/// <summary>The file of <c>Hooks:File</c>.</summary>
internal sealed record HooksFile
{
    public static readonly HooksFile None = new();

    /// <summary>Such as <c>https://github.com</c>: artifacts that an event names are fetched from these alone.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public IReadOnlyList<HookSource> Sources { get; init; } = [];

    /// <exception cref="StartupException">With everything that is wrong.</exception>
    public static HooksFile Read(string path)
    {
        List<ProblemItem> problems = [];
        HooksFile? file;
        try
        {
            file = JsonBody.ParseRight<HooksFile>(File.ReadAllBytes(path), problems);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Hooks:File: {problem.Message}");
        }

        problems.AddRange(file?.AllowedOrigins.SelectMany((origin, place) => IsOrigin(origin) ? Array.Empty<ProblemItem>() : [new ProblemItem($"allowedOrigins[{place}]", "must be an origin such as https://github.com", origin)]) ?? []);
        problems.AddRange(file?.Sources.SelectMany((source, place) => source.Problems($"sources[{place}]")) ?? []);
        return problems.Count == 0
            ? file!
            : throw new StartupException($"{path}: {string.Join(" ", problems.Select(problem => $"{problem.Path} {problem.Message}."))}");
    }

    public static bool IsOrigin(string? text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;
}

/// <summary>One repository's webhook, or one registered model's.</summary>
internal sealed record HookSource
{
    private static readonly string[] Kinds = ["github", "gitlab", "mlflow"];

    public string? Kind { get; init; }

    /// <summary><c>env:NAME</c>, or the text itself.</summary>
    public string? Secret { get; init; }

    /// <summary><c>org/fraud</c>; of MLflow the registered model's name.</summary>
    public string? Repository { get; init; }

    /// <summary>Our model.</summary>
    public string? Model { get; init; }

    /// <summary>Events of other branches are passed by. Default main.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>Origin of the gateway whose version of the event's commit is copied; of MLflow's server for that kind. None: what a release brings is pushed.</summary>
    public string? From { get; init; }

    /// <summary>For <see cref="From"/>: <c>env:NAME</c>, or the text itself.</summary>
    public string? Key { get; init; }

    public byte[] SecretBytes() => Encoding.UTF8.GetBytes(Text(Secret) ?? "");

    public string? KeyText() => Text(Key);

    /// <remarks>No message repeats a secret.</remarks>
    public IEnumerable<ProblemItem> Problems(string path)
    {
        if (!Kinds.Contains(Kind))
        {
            yield return new ProblemItem($"{path}.kind", $"must be {string.Join(" or ", Kinds)}", Kind);
        }

        if (string.IsNullOrWhiteSpace(Text(Secret)))
        {
            yield return new ProblemItem($"{path}.secret", "must be a text, or env:NAME of a variable that is set");
        }
        else if (!HookSignature.CanSign(SecretBytes()))
        {
            yield return new ProblemItem($"{path}.secret", $"begins with {HookSignature.TokenPrefix}, so the rest must be base64");
        }

        if (string.IsNullOrEmpty(Repository))
        {
            yield return new ProblemItem($"{path}.repository", "is missing");
        }

        if (!Core.Models.ModelName.IsValid(Model ?? ""))
        {
            yield return new ProblemItem($"{path}.model", $"must match {Core.Models.ModelName.Form}", Model);
        }

        if (From is null ? Kind == "mlflow" : !HooksFile.IsOrigin(From))
        {
            yield return new ProblemItem($"{path}.from", "must be an origin such as https://staging.example:8002", From);
        }
    }

    private static string? Text(string? given) => given?.StartsWith("env:", StringComparison.Ordinal) == true ? Environment.GetEnvironmentVariable(given[4..]) : given;
}
