using System.Net.Http.Headers;
using Gateway.Api;
using Gateway.Routing.Attempts;
using Gateway.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Gateway.Routing.Rest;

/// <summary><c>POST …/versions/{v}/try</c>: one V2 body, sent to the prediction port with the version pinned, so that it takes the way of every prediction.</summary>
internal static class TryApi
{
    private const string BinaryHeader = "Inference-Header-Content-Length";
    private static readonly string[] Shown = ["x-model-version", PredictionId.Header, "Retry-After", BinaryHeader, ForwardingRules.NonFinite];

    /// <summary>The prediction port keeps the time limit.</summary>
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public static void MapTry(this IEndpointRouteBuilder routes) => routes.MapApi("/models/{model}/versions/{version}", "versions").MapPost("/try", TryAsync).Needs(Permission.Predict).WithSummary("Sends one V2 request to this version; it counts for no verdict.");

    private static async Task TryAsync(string model, string version, HttpContext context, IServer server, IOptions<LimitsOptions> limits, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = limits.Value.MaxBody;
        context.Response.Headers.CacheControl = "no-store"; // nor is it kept for its Idempotency-Key
        Uri prediction = new(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(prediction, $"/v2/models/{Uri.EscapeDataString(model)}/versions/{Uri.EscapeDataString(version)}/infer"))
        {
            Content = new StreamContent(context.Request.Body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type) ? type : new("application/json");
        if (context.Request.Headers.TryGetValue(BinaryHeader, out StringValues length))
        {
            request.Headers.TryAddWithoutValidation(BinaryHeader, (string?)length);
        }

        if (context.Request.Headers.TryGetValue("Authorization", out StringValues credential))
        {
            request.Headers.TryAddWithoutValidation("Authorization", (string?)credential);
        }

        using HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        foreach (string name in Shown)
        {
            if (response.Headers.TryGetValues(name, out IEnumerable<string>? values))
            {
                context.Response.Headers[name] = values.First();
            }
        }

        await response.Content.CopyToAsync(context.Response.Body, cancellationToken);
    }
}
