using System.IO.Pipelines;
using System.Security.Cryptography;
using Gateway.Api;
using Gateway.Registry;
using Gateway.TestKit;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Registry;

public sealed class BlobStoreTests
{
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(1000);
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    private readonly BlobStore _blobs = new(Options.Create(new GatewayOptions { DataDirectory = Paths.Temporary("blobs") }), Options.Create(new PushOptions()), TimeProvider.System);

    [Fact]
    public async Task An_upload_goes_on_though_nobody_has_noticed_that_the_one_before_was_cut()
    {
        Pipe silent = new();
        await silent.Writer.WriteAsync(Bytes.AsMemory(0, 400), TestContext.Current.CancellationToken);
        Task<(long, bool)> cut = Append(0, silent.Reader.AsStream());
        await Eventually.TrueAsync(() => _blobs.Look(Hash).Bytes == 400, "400 bytes");

        Assert.Equal((1000, true), await Append(400, new MemoryStream(Bytes[400..])));
        Assert.Equal("upload-taken-over", (await Assert.ThrowsAsync<RefusedException>(() => cut)).Problem.Type);
        Assert.Equal(Bytes, await File.ReadAllBytesAsync(_blobs.Whole(Hash), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_all_here_comes_to_its_end_also_when_its_client_leaves_or_a_newer_one_comes()
    {
        using CancellationTokenSource client = new();
        Assert.Equal((1000, true), await _blobs.AppendAsync(Hash, 0, Bytes.Length, new LeavingStream(Bytes, client), client.Token));
        Assert.Equal((1000, true), _blobs.Look(Hash));
    }

    [Fact]
    public async Task Of_many_at_once_each_ends_and_the_bytes_are_right()
    {
        Task<(long, bool)>[] all = [.. Enumerable.Range(0, 20).Select(_ => Task.Run(() => Append(0, new MemoryStream(Bytes))))];
        foreach (Task<(long, bool)> one in all)
        {
            try
            {
                await one;
            }
            catch (RefusedException refusal)
            {
                Assert.True(refusal.Problem.Type is "upload-taken-over" or "wrong-range", refusal.Problem.Type);
            }
        }

        Assert.Equal((1000, true), await Append(_blobs.Look(Hash).Bytes, new MemoryStream(Bytes[(int)_blobs.Look(Hash).Bytes..])));
        Assert.Equal(Bytes, await File.ReadAllBytesAsync(_blobs.Whole(Hash), TestContext.Current.CancellationToken));
    }

    private Task<(long, bool)> Append(long start, Stream content) => _blobs.AppendAsync(Hash, start, Bytes.Length, content, TestContext.Current.CancellationToken);

    /// <summary>Its client is gone with the last byte.</summary>
    private sealed class LeavingStream(byte[] bytes, CancellationTokenSource client) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            await client.CancelAsync();
            return read;
        }
    }
}
