using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Storage.Sqlite;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Storage.Sqlite;

public sealed class RegistryTableTests : IDisposable
{
    private static readonly VersionRecord Draft = new(
        new VersionKey("digits", ""), "sha256:1", 1, VersionState.Validating, DateTimeOffset.UnixEpoch, "ci", new VersionSource.Artifact("model.onnx", false), null, null, null, false, null, []);

    private readonly TemporaryDirectory _directory = new();
    private SqliteDatabase _database;

    public RegistryTableTests() => _database = Open();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private RegistryTable Table => new(_database);

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_a_version_is_held_against_is_there_after_a_restart()
    {
        VersionRecord version = await AddAsync(new VersionTrial("rows", """{"p99":"20ms"}"""));
        _database.Dispose();
        _database = Open();
        Assert.Equal(new VersionTrial("rows", """{"p99":"20ms"}"""), await Table.TrialAsync(version.Key, Cancelled));
    }

    [Fact]
    public async Task Bytes_that_come_again_bring_another_gate_only_while_they_are_refused_and_never_take_one_away()
    {
        VersionRecord version = await AddAsync(new VersionTrial("rows", "first"));
        await AddAsync(new VersionTrial(null, "while it is checked"));
        await Table.UpdateAsync(version with { State = VersionState.Rejected }, Entry(version.Key), Cancelled);
        Assert.Equal(new VersionTrial("rows", "first"), await Table.TrialAsync(version.Key, Cancelled));
        Assert.Equal(VersionState.Validating, (await AddAsync(VersionTrial.None)).State);
        await AddAsync(new VersionTrial(null, "while it is checked again"));
        Assert.Equal(new VersionTrial("rows", "first"), await Table.TrialAsync(version.Key, Cancelled));
        await Table.UpdateAsync(version with { State = VersionState.Rejected }, Entry(version.Key), Cancelled);
        await AddAsync(new VersionTrial(null, "second"));
        await Table.UpdateAsync(version with { State = VersionState.Ready }, Entry(version.Key), Cancelled);
        await AddAsync(new VersionTrial("other rows", "third"));
        Assert.Equal(new VersionTrial("rows", "second"), await Table.TrialAsync(version.Key, Cancelled));
    }

    private static JournalEntry Entry(VersionKey key) => new(DateTimeOffset.UnixEpoch, JournalKinds.VersionState, key.Model, key.Version);

    private async Task<VersionRecord> AddAsync(VersionTrial trial) => (await Table.AddAsync(Draft, trial, Entry, Cancelled)).Version;

    private SqliteDatabase Open() => new(Options.Create(new GatewayOptions { DataDirectory = _directory.Path }));
}
