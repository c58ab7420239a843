using Gateway.Api;
using Gateway.Journal;
using Gateway.Security.Keys;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Security;

public sealed class LastKeyTests
{
    private static readonly Caller Somebody = new("root", "r1");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly KeyBook _book = new();

    [Fact]
    public async Task The_last_admin_key_cannot_be_deleted()
    {
        IssuedKey last = Key("admin"), expired = Key("admin") with { Expires = _time.GetUtcNow() }, some = Key("admin") with { Models = ["fraud*"] }, reader = Key("viewer");
        _book.Replace([last, expired, some, reader]);
        using KeyChanges keys = new(_book, new Kept(), _time);
        Assert.Equal((409, "last-admin-key"), await RefusedAsync(keys, last));
        await keys.DeleteAsync(reader.Id, null, Somebody, TestContext.Current.CancellationToken);
        _book.Replace([.. _book.Keys, Key("admin")]);
        await keys.DeleteAsync(last.Id, null, Somebody, TestContext.Current.CancellationToken);
        Assert.Null(_book.Find(last.Id));
    }

    private static async Task<(int Status, string Type)> RefusedAsync(KeyChanges keys, IssuedKey key)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => keys.DeleteAsync(key.Id, null, Somebody, TestContext.Current.CancellationToken));
        return (refused.Problem.Status, refused.Problem.Type);
    }

    private IssuedKey Key(string role) => new(Guid.NewGuid(), role, role, ["*"], [], _time.GetUtcNow(), "root", null, null, null);

    private sealed class Kept : IKeyStore
    {
        public Task<IReadOnlyList<IssuedKey>> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<IssuedKey>>([]);

        public Task SaveAsync(IReadOnlyList<IssuedKey> keys, JournalEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DeleteAsync(Guid id, JournalEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
