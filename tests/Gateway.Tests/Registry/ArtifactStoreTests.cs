using Gateway.Registry;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Registry;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_a_push_holds_is_not_deleted_and_what_a_row_needs_neither()
    {
        ArtifactStore store = new(Options.Create(new GatewayOptions { DataDirectory = _directory.Path }), Options.Create(new PushOptions()));
        StoredArtifact first = await SaveAsync(store), second = await SaveAsync(store);

        first.Hold.Dispose();
        first.Hold.Dispose(); // once is enough, twice does no harm
        store.DeleteUnless(first.Digest, () => false);
        Assert.True(store.Has(first.Digest));

        second.Hold.Dispose();
        store.DeleteUnless(first.Digest, () => true);
        Assert.True(store.Has(first.Digest));

        store.DeleteUnless(first.Digest, () => false);
        Assert.False(store.Has(first.Digest));
    }

    private static Task<StoredArtifact> SaveAsync(ArtifactStore store) => store.SaveAsync(new MemoryStream([1, 2, 3]), Cancelled);
}
