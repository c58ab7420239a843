using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api;

/// <summary>A revision as an entity tag.</summary>
internal static class ETags
{
    public static void SetETag(this HttpResponse response, long revision) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <returns>The revision that <c>If-Match</c> insists on; null without the header or with <c>*</c>.</returns>
    /// <exception cref="RefusedException">412: it is no tag of ours, so it cannot match.</exception>
    public static long? IfMatch(this HttpRequest request)
    {
        IList<EntityTagHeaderValue> tags = request.GetTypedHeaders().IfMatch;
        if (request.Headers.IfMatch.Count == 0 || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any)))
        {
            return null;
        }

        return tags.Count == 1 && long.TryParse(tags[0].Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
            ? revision
            : throw Lost();
    }

    /// <param name="now">How it is now.</param>
    public static RefusedException Lost(string now = "It has changed since it was read: read it again, then decide.") =>
        new(412, "precondition-failed", "Someone else was first.", now);
}
