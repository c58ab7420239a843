using System.IO.Compression;
using System.Net;
using System.Text;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>Bodies that are compressed, well or badly.</summary>
public sealed class CompressedBodyTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Lengths_are_those_of_the_decompressed_body(string encoding)
    {
        (byte[] body, int header) = FixtureModels.BinaryRequest("mnist");
        using HttpResponseMessage response = await SendAsync(host.Client, Compress(encoding, body), encoding, $"{header}");
        byte[] answer = await response.Content.ReadAsByteArrayAsync();

        Assert.True(response.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(answer));
        Assert.Null(FixtureModels.Difference("mnist", Transports.Decode(answer, int.Parse(response.Headers.GetValues(Rest.HeaderLength).Single(), null), response.Content.Headers.ContentType)));
    }

    [Fact]
    public async Task A_bomb_is_refused_where_it_passes_the_limit()
    {
        await using HostProcess small = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("mnist")}", "--max-body", "1000000");
        long before = small.Process.PeakMemory;
        byte[] bomb = Compress("gzip", new byte[200_000_000]);
        using HttpResponseMessage response = await SendAsync(small.Client, bomb, "gzip", null);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("exceeds the maximum allowed", Rest.Error(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.InRange(small.Process.PeakMemory - before, long.MinValue, 50_000_000); // of 200 MB that it would become
    }

    [Fact]
    public async Task What_is_not_compressed_as_it_says_is_the_callers_fault()
    {
        using HttpResponseMessage response = await SendAsync(host.Client, "{\"inputs\":[]}"u8.ToArray(), "gzip", null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Content-Encoding", Rest.Error(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task Another_encoding_is_named(string encoding)
    {
        using HttpResponseMessage response = await SendAsync(host.Client, [1], encoding, null);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(encoding, Rest.Error(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] body, string encoding, string? header)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/mnist/infer") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        if (header is not null)
        {
            request.Headers.Add(Rest.HeaderLength, header);
        }

        return await client.SendAsync(request);
    }

    private static byte[] Compress(string encoding, byte[] body)
    {
        using MemoryStream compressed = new();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Optimal),
            _ => new BrotliStream(compressed, CompressionLevel.Optimal),
        })
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }
}
