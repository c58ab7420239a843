using System.Text.Json;

namespace Gateway.Hosts;

/// <summary>The connection by which a host knows that its gateway lives, and the gateway that its host does.</summary>
internal sealed class HostLease : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;

    private HostLease(HttpResponseMessage response, Stream stream, HostIdentity identity) => (_response, _stream, Identity) = (response, stream, identity);

    public HostIdentity Identity { get; }

    /// <exception cref="HttpRequestException">Nobody is there yet, or any more.</exception>
    /// <exception cref="IOException">It broke off, or said nothing sensible.</exception>
    public static async Task<HostLease> TakeAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await client.GetAsync(new Uri(address, "/gateway/lease"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            response.EnsureSuccessStatusCode();
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new HostLease(response, stream, await ReadAsync(stream, cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the host does.</summary>
    public async Task LostAsync(CancellationToken cancellationToken)
    {
        byte[] rest = new byte[64];
        try
        {
            while (await _stream.ReadAsync(rest, cancellationToken) > 0)
            {
            }
        }
        catch (IOException)
        {
            // lost as well
        }
    }

    public void Dispose() => _response.Dispose();

    private static async Task<HostIdentity> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) > 0 && one[0] != (byte)'\n')
        {
            line.WriteByte(one[0]);
        }

        try
        {
            return JsonSerializer.Deserialize<HostIdentity>(line.ToArray(), JsonSerializerOptions.Web) ?? throw new IOException("The host did not say who it is.");
        }
        catch (JsonException problem)
        {
            throw new IOException("The host did not say who it is.", problem);
        }
    }
}

/// <summary>Who a host says it is.</summary>
internal sealed record HostIdentity(int Pid, string Build, IReadOnlyList<HostIdentity.Served> Models)
{
    internal sealed record Served(string Name, string Version, string? Digest, string? Device);
}
