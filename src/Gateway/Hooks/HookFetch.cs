using System.Net;
using Gateway.Registry;

namespace Gateway.Hooks;

/// <summary>Fetches an artifact that an event names: from the origins that the file allows, each step of a redirect too.</summary>
internal sealed class HookFetch(HookBook book, ArtifactStore store) : IDisposable
{
    private const int MostSteps = 5;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="HookException">It may not be fetched, or was not to be had.</exception>
    public async Task<StoredArtifact> GetAsync(string url, CancellationToken cancellationToken)
    {
        Uri address = Uri.TryCreate(url, UriKind.Absolute, out Uri? named) ? named : throw new HookException("the artifact's address is none");
        for (int step = 0; step <= MostSteps; step++)
        {
            if (!book.IsAllowed(address))
            {
                throw new HookException($"{Origin(address)} is not among allowedOrigins");
            }

            using HttpResponseMessage response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is >= HttpStatusCode.MovedPermanently and < HttpStatusCode.BadRequest && response.Headers.Location is { } next)
            {
                address = new Uri(address, next);
                continue;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new HookException($"{Origin(address)} answered {(int)response.StatusCode}");
            }

            return await store.SaveAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
        }

        throw new HookException("there were too many redirects");
    }

    /// <summary>Without the user and password that it may hold.</summary>
    private static string Origin(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public void Dispose() => _http.Dispose();
}

/// <summary>What a delivery asked for cannot be done.</summary>
internal sealed class HookException(string message) : Exception(message);
