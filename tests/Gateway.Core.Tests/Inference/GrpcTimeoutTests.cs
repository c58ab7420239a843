using CsCheck;
using Gateway.Core.Inference;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class GrpcTimeoutTests
{
    [Fact]
    public void A_timeout_that_is_passed_on_reads_as_the_same_rounded_up() => Gen.Long[1, TimeSpan.FromDays(30).Ticks].Select(TimeSpan.FromTicks).Sample(timeout =>
    {
        Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(timeout), out TimeSpan read));
        Assert.InRange(read - timeout, TimeSpan.Zero, timeout < TimeSpan.FromHours(27) ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1));
    });
}
