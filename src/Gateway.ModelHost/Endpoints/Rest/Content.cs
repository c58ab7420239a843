namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>JSON bodies only; anything else is said to be so.</summary>
internal static class Content
{
    /// <exception cref="BadHttpRequestException">415.</exception>
    public static void Check(HttpRequest request)
    {
        if (request.Headers.ContainsKey("Inference-Header-Content-Length"))
        {
            throw new BadHttpRequestException("Binary tensor data is not understood here; send the tensors as JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw new BadHttpRequestException($"Content-Encoding: {request.Headers.ContentEncoding} is not understood here.", StatusCodes.Status415UnsupportedMediaType);
        }

        string type = request.ContentType ?? "application/json";
        if (!type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException($"Content-Type: {type} is not understood here; send application/json.", StatusCodes.Status415UnsupportedMediaType);
        }
    }
}
