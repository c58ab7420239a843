using Gateway.Dashboard.Pages.Events;
using Gateway.Journal;
using Xunit;

namespace Gateway.Tests.Dashboard;

public sealed class EventKindsTests
{
    [Fact]
    public void Every_kind_of_the_journal_can_be_chosen() => Assert.Equal(JournalKinds.All.Order(StringComparer.Ordinal), EventKinds.All.Order(StringComparer.Ordinal));
}
