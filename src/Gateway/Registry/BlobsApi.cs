using System.Globalization;
using System.Net.Http.Headers;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registry;

/// <summary><c>/blobs/{sha256}</c>: uploads in parts; <c>Range</c> of an answer says how far it is.</summary>
internal static class BlobsApi
{
    public static void MapBlobs(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/blobs/{sha256}", "blobs").Needs(Permission.Publish);
        group.MapGet("", Look).WithSummary("How much of an upload is here."); // HEAD too: all of it is in the answer's head
        group.MapPut("", PutAsync).WithSummary("A part of an upload, or all of it, by its digest.");
    }

    private static IResult Look(string sha256, HttpResponse response, BlobStore blobs)
    {
        (long bytes, bool whole) = blobs.Look(Hash(sha256));
        Tell(response, bytes);
        return whole ? TypedResults.Ok() : bytes > 0 ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<IResult> PutAsync(string sha256, HttpRequest request, BlobStore blobs, ArtifactStore artifacts, CancellationToken cancellationToken)
    {
        artifacts.RequireRoom();
        string hash = Hash(sha256);
        string? given = request.Headers.ContentRange;
        ContentRangeHeaderValue? range = null;
        if (given is null ? request.ContentLength is null : !ContentRangeHeaderValue.TryParse(given, out range) || range.Unit != "bytes" || range is not { From: not null, Length: not null })
        {
            throw RefusedException.Invalid([new ProblemItem("Content-Range", "must be bytes FIRST-LAST/TOTAL", given)]);
        }

        request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null; // the store counts
        (long bytes, bool whole) = await blobs.AppendAsync(hash, range?.From ?? 0, range?.Length ?? request.ContentLength!.Value, request.Body, cancellationToken);
        Tell(request.HttpContext.Response, bytes);
        return TypedResults.StatusCode(whole ? StatusCodes.Status201Created : StatusCodes.Status202Accepted);
    }

    private static void Tell(HttpResponse response, long bytes)
    {
        if (bytes > 0)
        {
            response.Headers.Range = $"bytes=0-{(bytes - 1).ToString(CultureInfo.InvariantCulture)}";
        }
    }

    private static string Hash(string name)
    {
        string hash = name.StartsWith("sha256:", StringComparison.Ordinal) ? name["sha256:".Length..] : name;
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? hash : throw RefusedException.Invalid([new ProblemItem("sha256", "must be 64 hexadecimal digits", name)]);
    }
}
