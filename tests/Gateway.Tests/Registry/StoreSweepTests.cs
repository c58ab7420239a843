using Gateway.Core.Models;
using Gateway.Registry;
using Gateway.Registry.Overlays;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Registry;

public sealed class StoreSweepTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ModelCatalog _catalog = new();
    private readonly ArtifactStore _artifacts;
    private readonly BlobStore _blobs;

    public StoreSweepTests()
    {
        IOptions<GatewayOptions> options = Options.Create(new GatewayOptions { DataDirectory = _directory.Path });
        (_artifacts, _blobs) = (new ArtifactStore(options, Options.Create(new PushOptions())), new BlobStore(options, Options.Create(new PushOptions()), _time));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Bytes_that_no_version_speaks_of_go_after_a_day_and_others_stay()
    {
        StoredArtifact refused = await SaveAsync(1), served = await SaveAsync(2), coming = await SaveAsync(3);
        refused.Hold.Dispose();
        served.Hold.Dispose();
        _catalog.Replace(new VersionRecord(
            new VersionKey("m", "1"), served.Digest, 1, VersionState.Ready, _time.GetUtcNow(), "me", new VersionSource.Artifact(served.Path), null, null, null, false, null, []));

        Sweep();
        Assert.True(_artifacts.Has(refused.Digest)); // it may be sent again

        _time.Advance(TimeSpan.FromDays(1.1));
        Sweep();
        Assert.False(_artifacts.Has(refused.Digest));
        Assert.True(_artifacts.Has(served.Digest) && _artifacts.Has(coming.Digest));
    }

    [Fact]
    public async Task An_upload_that_nobody_goes_on_with_is_gone_after_two_days_without_a_restart()
    {
        string hash = new('a', 64);
        await _blobs.AppendAsync(hash, 0, 10, new MemoryStream([1, 2, 3]), Cancelled);
        Sweep();
        Assert.Equal((3, false), _blobs.Look(hash));

        _time.Advance(TimeSpan.FromDays(2.1));
        Sweep();
        Assert.Equal((0, false), _blobs.Look(hash));
    }

    private void Sweep() =>
        new StoreSweep(_artifacts, _blobs, new ArtifactRetention(null!, _catalog, null!, new OverlayBook(), _artifacts, _time), _catalog, _time, NullLogger<StoreSweep>.Instance).Sweep();

    private Task<StoredArtifact> SaveAsync(byte content) => _artifacts.SaveAsync(new MemoryStream([content]), Cancelled);
}
