using System.Globalization;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>What the head of a request says of its body; anything that is not understood is said to be so.</summary>
internal static class Content
{
    public const string HeaderLength = "Inference-Header-Content-Length";

    private static readonly string[] Json = ["application/json", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain"];

    /// <returns>Bytes of JSON before the binary tensors; 0: nothing but one tensor; null: nothing but JSON.</returns>
    /// <exception cref="RefusedException">Another encoding, another type, or a length that is none.</exception>
    public static int? Check(HttpRequest request, Dialect dialect)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            request.HttpContext.Response.Headers.AcceptEncoding = "gzip, deflate, br";
            throw new RefusedException(Fault.Encoding, $"Content-Encoding: {request.Headers.ContentEncoding} is not understood here.");
        }

        if (request.Headers.TryGetValue(HeaderLength, out var length))
        {
            return int.TryParse(length, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int bytes) ? bytes
                : throw new RefusedException(Fault.Request, $"Unable to parse {HeaderLength}, got: {length}");
        }

        string type = request.ContentType ?? Json[0];
        return dialect.AnyContentType || Array.Exists(Json, json => type.StartsWith(json, StringComparison.OrdinalIgnoreCase))
            ? null
            : throw new RefusedException(Fault.ContentType, $"Content-Type: {type} is not understood here; send application/json.");
    }
}
