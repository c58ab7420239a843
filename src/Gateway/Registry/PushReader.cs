using System.Text;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Names;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registry;

/// <summary>Reads a push: the model goes to the store while it comes in, the small parts into memory.</summary>
internal static class PushReader
{
    private const int MostText = 8 << 20;
    private static readonly string[] Parts = ["record", "golden", "gate", "model"];

    /// <exception cref="RefusedException">Everything that is wrong with the parts.</exception>
    public static async Task<Push> ReadAsync(HttpRequest request, ArtifactStore store, CancellationToken cancellationToken)
    {
        request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null; // the store counts
        string? boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        List<ProblemItem> problems = [];
        Push push = new(null, null, VersionTrial.None);
        try
        {
            MultipartReader reader = new(boundary ?? "", request.Body) { BodyLengthLimit = null };
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                push = await TakeAsync(push, section, store, problems, cancellationToken);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or ArgumentException)
        {
            problems.Add(new ProblemItem("", $"is not a whole multipart body: {problem.Message}"));
        }
        catch (IOException problem) when (problem is not BadHttpRequestException && problem.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            problems.Add(new ProblemItem("", "ended early: it is not a whole multipart body"));
        }
        catch
        {
            push.Artifact?.Hold.Dispose();
            throw;
        }

        if (push.Artifact is null && problems.All(problem => problem.Path.Length > 0))
        {
            problems.Add(new ProblemItem("model", "is missing: a part of that name with the .onnx file"));
        }

        push = FromBundle(push, problems);
        VersionDocument.Read(push.Record, problems);
        push.Trial.Check(problems);
        if (problems.Count > 0)
        {
            push.Artifact?.Hold.Dispose();
            throw RefusedException.Invalid(problems);
        }

        return push;
    }

    private static Push FromBundle(Push push, List<ProblemItem> problems)
    {
        VersionTrial bundled = push.Artifact?.Trial ?? VersionTrial.None;
        foreach (string twice in new[] { (Name: "record", push.Record, push.Artifact?.Record), (Name: "golden", push.Trial.Golden, bundled.Golden), (Name: "gate", push.Trial.Gate, bundled.Gate) }.Where(part => part.Item2 is not null && part.Item3 is not null).Select(part => part.Name))
        {
            problems.Add(new ProblemItem(twice, "is in the bundle already"));
        }

        return push with { Record = push.Record ?? push.Artifact?.Record, Trial = push.Trial.Or(bundled) };
    }

    private static async Task<Push> TakeAsync(Push push, MultipartSection section, ArtifactStore store, List<ProblemItem> problems, CancellationToken cancellationToken)
    {
        string name = HeaderUtilities.RemoveQuotes(section.GetContentDispositionHeader()?.Name ?? default).Value ?? "";
        switch (name)
        {
            case "model" when push.Artifact is null:
                return push with { Artifact = await store.SaveAsync(section.Body, cancellationToken) };
            case "record" when push.Record is null:
                return push with { Record = await TextAsync(section.Body, name, problems, cancellationToken) };
            case "golden" when push.Trial.Golden is null:
                return push with { Trial = push.Trial with { Golden = await TextAsync(section.Body, name, problems, cancellationToken) } };
            case "gate" when push.Trial.Gate is null:
                return push with { Trial = push.Trial with { Gate = await TextAsync(section.Body, name, problems, cancellationToken) } };
            default:
                problems.Add(new ProblemItem(name, Parts.Contains(name) ? "is given twice" : NearestName.Unknown(name, Parts), name));
                return push;
        }
    }

    private static async Task<string?> TextAsync(Stream body, string part, List<ProblemItem> problems, CancellationToken cancellationToken)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (text.Length + read > MostText)
            {
                problems.Add(new ProblemItem(part, $"has more than {MostText} bytes"));
                return null;
            }

            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}

/// <param name="Record">JSON object, as pushed.</param>
internal sealed record Push(StoredArtifact? Artifact, string? Record, VersionTrial Trial);
