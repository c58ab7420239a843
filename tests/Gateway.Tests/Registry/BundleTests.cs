using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Gateway.Api;
using Gateway.Core.Models.Records;
using Gateway.Registry;
using Gateway.Tests.Storage.Sqlite;
using Xunit;

namespace Gateway.Tests.Registry;

public sealed class BundleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("model")]
    [InlineData("weights")]
    public async Task A_digest_that_is_a_path_is_refused_and_the_file_stays_where_it_is(string role)
    {
        string victim = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")[..12]);
        await File.WriteAllTextAsync(victim, "{}", Cancelled);
        try
        {
            string tar = Write($$"""{"layers":[{"mediaType":"{{BundleRoles.MediaType(role)}}","digest":"sha256:{{victim.PadLeft(64, '/')}}","size":2,"annotations":{"{{BundleRoles.PathAnnotation}}":"model.onnx"} }]}""");
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Bundle.UnpackAsync(tar, Path.Combine(_directory.Path, "out"), Cancelled));
            Assert.Contains("no sha256 digest", refused.Problem.Errors![0].Message, StringComparison.Ordinal);
            Assert.True(File.Exists(victim));
        }
        finally
        {
            File.Delete(victim);
        }
    }

    [Fact]
    public async Task A_bundle_of_countless_entries_is_refused_before_it_fills_the_folder()
    {
        string tar = Write("""{"layers":[]}""", more: 5000);
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Bundle.UnpackAsync(tar, Path.Combine(_directory.Path, "out"), Cancelled));
        Assert.Contains("4096 entries", refused.Problem.Errors![0].Message, StringComparison.Ordinal);
    }

    private string Write(string manifest, int more = 0)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest))), file = Path.Combine(_directory.Path, "bundle.tar");
        using TarWriter tar = new(File.Create(file));
        Add(tar, "index.json", $$"""{"manifests":[{"digest":"sha256:{{hash}}"}]}""");
        Add(tar, $"blobs/sha256/{hash}", manifest);
        for (int i = 0; i < more; i++)
        {
            Add(tar, $"more/{i}", "");
        }

        return file;
    }

    private static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
}
