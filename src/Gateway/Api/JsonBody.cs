using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Core.Names;

namespace Gateway.Api;

/// <summary>Reads JSON into a contract and finds all that is wrong, not only the first.</summary>
internal static class JsonBody
{
    private const int Deepest = 64;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = true, MaxDepth = Deepest };

    /// <returns>What is right of it, as <see cref="ParseRight"/> does.</returns>
    /// <exception cref="RefusedException">The content type is not JSON.</exception>
    public static async Task<T?> ReadRightAsync<T>(HttpRequest request, List<ProblemItem> problems, CancellationToken cancellationToken)
        where T : class
    {
        if (HttpMethods.IsPost(request.Method) && (request.ContentLength == 0 || request is { ContentLength: null, ContentType: null }))
        {
            return ParseRight<T>("{}"u8.ToArray(), problems);
        }

        if (!request.HasJsonContentType())
        {
            throw new RefusedException(415, "unsupported-media-type", "The body's content type is not understood.", "Send it with content-type: application/json.");
        }

        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken);
        return ParseRight<T>(body.ToArray(), problems);
    }

    /// <param name="root">What the paths start with, such as a part's name; empty: the member's own name.</param>
    /// <returns>Null when there are problems.</returns>
    public static T? Parse<T>(ReadOnlyMemory<byte> json, List<ProblemItem> problems, string root = "")
        where T : class
    {
        int before = problems.Count;
        T? right = ParseRight<T>(json, problems, root);
        return problems.Count == before ? right : null;
    }

    /// <returns>The value without its wrong members, so that rules can be held against the rest and all problems be told at once; null: nothing is right.</returns>
    public static T? ParseRight<T>(ReadOnlyMemory<byte> json, List<ProblemItem> problems, string root = "")
        where T : class
    {
        try
        {
            JsonText.RequireReadable(json.Span);
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            List<(string Path, string Message, string? Value)> wrong = [];
            JsonNode? right = new JsonShape(ContractJson.Options, wrong).Right(document.RootElement, typeof(T), root);
            problems.AddRange(wrong.Select(problem => new ProblemItem(problem.Path, problem.Message, problem.Value)));
            return wrong.Count == 0 ? document.RootElement.Deserialize<T>(ContractJson.Options) : right.Deserialize<T>(ContractJson.Options);
        }
        catch (JsonException problem)
        {
            problems.Add(new ProblemItem(root, problem.LineNumber is { } line ? $"is not valid JSON of at most {Deepest} levels (line {line + 1}, byte {problem.BytePositionInLine + 1})" : problem.Message));
            return null;
        }
    }
}
