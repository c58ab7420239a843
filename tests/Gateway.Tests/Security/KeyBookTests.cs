using Gateway.Security;
using Gateway.Security.Keys;
using Xunit;

namespace Gateway.Tests.Security;

public sealed class KeyBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Guid _id = Guid.NewGuid();
    private readonly KeyBook _book = new();

    [Fact]
    public void Only_the_whole_key_is_known()
    {
        string token = Issue(null);

        Assert.Equal("ci", _book.Find(token, Now).Actor);
        for (int place = 0; place < token.Length; place++)
        {
            char[] wrong = token.ToCharArray();
            wrong[place] = wrong[place] == 'x' ? 'y' : 'x';
            Assert.NotNull(_book.Find(wrong, Now).Refusal);
        }

        Assert.NotNull(_book.Find(token + "A", Now).Refusal);
        Assert.NotNull(_book.Find("", Now).Refusal);
    }

    [Fact]
    public void A_key_ends_at_its_expiry_and_says_so()
    {
        string token = Issue(Now.AddMinutes(1));

        Assert.Null(_book.Find(token, Now).Refusal);
        Assert.Contains("expired", _book.Find(token, Now.AddMinutes(1)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_of_an_allowance_outlives_a_change_of_the_other_keys()
    {
        string token = Issue(null, rate: "1/h");
        Assert.Null(_book.Find(token, Now).Allowance!.Take());
        _book.Replace([.. _book.Keys, Key(Guid.NewGuid(), "other", null, null)]);

        Assert.Equal(429, _book.Find(token, Now).Allowance!.Take()!.Status);
    }

    [Fact]
    public void Looking_a_key_up_allocates_nothing()
    {
        string token = Issue(null);
        _book.Find(token, Now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _book.Find(token, Now);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }

    [Theory]
    [InlineData("100/s", 100, 1)]
    [InlineData("5000/10m", 5000, 600)]
    [InlineData("7/24h", 7, 86_400)]
    public void An_allowance_is_a_number_per_time(string text, int count, int seconds) =>
        Assert.True(Allowance.TryParse(text, out Allowance allowance) && allowance == new Allowance(count, TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("100")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("1/0s")]
    [InlineData("1/")]
    [InlineData("1/s/s")]
    [InlineData("1/90d")]
    public void What_is_no_allowance_is_refused(string text) => Assert.False(Allowance.TryParse(text, out _));

    private string Issue(DateTimeOffset? expires, string? rate = null)
    {
        string token = KeyToken.New(_id);
        _book.Replace([Key(_id, "ci", expires, rate) with { Hash = KeyToken.Hash(token) }]);
        return token;
    }

    private static IssuedKey Key(Guid id, string name, DateTimeOffset? expires, string? rate) => new(id, name, "viewer", ["*"], [], Now, "test", expires, rate, null);
}
