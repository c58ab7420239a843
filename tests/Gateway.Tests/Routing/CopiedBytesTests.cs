using CsCheck;
using Gateway.Routing.Shadows;
using Xunit;

namespace Gateway.Tests.Routing;

public sealed class CopiedBytesTests
{
    [Fact]
    public void What_was_added_in_pieces_is_there_whole_and_the_budget_gets_it_all_back() => Gen.Byte.Array[0, 9000].Array[0, 8].Sample(pieces =>
    {
        CopyBudget budget = new(1 << 20);
        using (CopiedBytes copy = new(budget))
        {
            foreach (byte[] piece in pieces)
            {
                copy.Add(piece);
            }

            Assert.True(copy.Whole);
            Assert.Equal(pieces.SelectMany(piece => piece), copy.Memory.ToArray());
            Assert.InRange(budget.Taken, copy.Memory.Length, 1 << 20);
        }

        Assert.Equal(0, budget.Taken);
    });

    [Theory]
    [InlineData(CopiedBytes.Most, true)]
    [InlineData(CopiedBytes.Most + 1, false)]
    public async Task One_mebibyte_is_kept_and_a_byte_more_is_not(int length, bool whole)
    {
        CopyBudget budget = new(16 << 20);
        using CopiedBytes written = new(budget), read = new(budget);

        for (int at = 0; at < length; at += 4000)
        {
            written.Add(new byte[Math.Min(4000, length - at)]);
        }

        await read.ReadAsync(new MemoryStream(new byte[length]), CancellationToken.None);

        Assert.Equal((whole, whole ? length : 0), (written.Whole, written.Memory.Length));
        Assert.Equal((whole, whole ? length : 0), (read.Whole, read.Memory.Length));
    }

    [Fact]
    public void A_copy_that_the_budget_has_no_room_for_is_let_go_for_good()
    {
        CopyBudget budget = new(10_000);
        using CopiedBytes first = new(budget), second = new(budget);
        first.Add(new byte[8_000]);

        second.Add(new byte[8_000]);
        first.Dispose();
        second.Add(new byte[1]);

        Assert.Equal((false, 0), (second.Whole, second.Memory.Length));
        Assert.Equal(0, budget.Taken);
    }
}
