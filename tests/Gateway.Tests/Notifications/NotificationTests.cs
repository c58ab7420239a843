using System.Text.Json;
using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Notifications;
using Xunit;

namespace Gateway.Tests.Notifications;

public sealed class NotificationTests
{
    private static readonly Guid Run = new("019a0000-0000-7000-8000-000000000001");
    private static readonly Guid Id = new("019a0000-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("rolloutChanged", "rolledBack", "errors <= 2%: 3 of 32 failed (9.38 %), baseline 0 of 592", "rolledBack", "digits: version 3 was rolled back: errors <= 2%: 3 of 32 failed (9.38 %), baseline 0 of 592")]
    [InlineData("rolloutChanged", "held", "waits for an approval", "held", "digits: version 3 is held: waits for an approval")]
    [InlineData("rolloutChanged", "promoted", "bakeDone", "promoted", "digits: version 3 was promoted: the bake is over")]
    [InlineData("rolloutChanged", "promoted", null, "promoted", "digits: version 3 was promoted")]
    [InlineData("guardSuspect", "suspect", "errors <= 2%: 1 of 40 failed (2.5 %), baseline 0 of 592", "guardSuspect", "digits: version 3 has been suspect for 10 minutes: errors <= 2%: 1 of 40 failed (2.5 %), baseline 0 of 592")]
    [InlineData("hostFlapping", "flapping", "host digits/3/0 died 3 times within 10 minutes", "hostFlapping", "digits: version 3 has a host that keeps dying: host digits/3/0 died 3 times within 10 minutes")]
    public void What_people_must_know_is_a_sentence_with_its_numbers(string journalKind, string to, string? reason, string kind, string text)
    {
        Notification told = Notification.Of(Line(journalKind, to, reason))!;

        Assert.Equal((kind, text), (told.Kind, told.Text));
    }

    [Theory]
    [InlineData("rolloutChanged", "rollingBack")]
    [InlineData("rolloutChanged", "progressing 5 %")]
    [InlineData("rolloutChanged", "promoting")]
    [InlineData("rolloutChanged", "aborted")]
    [InlineData("trafficChanged", "held")]
    [InlineData("rolloutStarted", "canary")]
    public void Everything_else_stays_inside(string kind, string to) => Assert.Null(Notification.Of(Line(kind, to, "x")));

    [Fact]
    public void The_members_are_those_of_the_journal_line()
    {
        string json = JsonSerializer.Serialize(Notification.Of(Line("rolloutChanged", "rolledBack", "errors")), ContractJson.Options);

        JsonElement told = JsonDocument.Parse(json).RootElement;
        Assert.Equal(
            ["at", "from", "id", "kind", "model", "reason", "rollout", "seq", "text", "to", "version"],
            told.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal((7, Id, Run), (told.GetProperty("seq").GetInt64(), told.GetProperty("id").GetGuid(), told.GetProperty("rollout").GetGuid()));
        Assert.Equal(("rollingBack", "rolledBack", Noon), (told.GetProperty("from").GetString(), told.GetProperty("to").GetString(), told.GetProperty("at").GetDateTimeOffset()));
    }

    [Fact]
    public void A_reason_cannot_call_a_whole_channel() =>
        Assert.Equal("digits: version 3 is held: &lt;!channel> 1 < 2", Notification.Of(Line(JournalKinds.RolloutChanged, "held", "<!channel> 1 < 2"))!.Text);

    private static Event Line(string kind, string to, string? reason) => new(7, Id, Noon, kind, "digits", "3", Run, "rollingBack", to, "gateway", reason, null);
}
