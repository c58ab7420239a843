using CsCheck;
using Gateway.Core.Analysis;
using Xunit;

namespace Gateway.Core.Tests.Analysis;

public sealed class GuardTextTests
{
    [Theory]
    [InlineData("errors <= 2%")]
    [InlineData("p99 <= 250ms")]
    [InlineData("p99 <= 1.25x baseline")]
    [InlineData("errors <= 1.5x baseline")]
    [InlineData("invalid <= 0%")]
    [InlineData("p99.9 <= 2s")]
    [InlineData("disagreements <= 1%")]
    public void The_text_is_the_guard_s_name(string text) => Assert.Equal(text, GuardText.Parse(text, out _)?.Text);

    [Theory]
    [InlineData("p99 < 250 ms", "p99 <= 250ms")]
    [InlineData("Errors <= 2 %", "errors <= 2%")]
    [InlineData("error <= 2%", "errors <= 2%")]
    [InlineData("errors<=1.5x", "errors <= 1.5x baseline")]
    [InlineData("latency <= 250", "p99 <= 250ms")]
    public void A_near_miss_is_refused_with_the_nearest_valid_form(string text, string near)
    {
        Assert.Null(GuardText.Parse(text, out string? problem));

        Assert.Equal($"\"{text}\" → \"{near}\"", problem);
        Assert.NotNull(GuardText.Parse(near, out _));
    }

    [Theory]
    [InlineData("errors <= 51%")]
    [InlineData("errors <= 0.9x baseline")]
    [InlineData("errors <= 250ms")]
    [InlineData("p99 <= 2%")]
    [InlineData("p99 <= 0ms")]
    [InlineData("disagreements <= 2x baseline")]
    [InlineData("happiness <= 2%")]
    [InlineData("errors <= NaN%")]
    [InlineData("")]
    public void What_makes_no_sense_is_refused_with_a_reason(string text)
    {
        Assert.Null(GuardText.Parse(text, out string? problem));

        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void No_text_makes_the_parser_throw() => Gen.String.Sample(text => GuardText.Parse(text, out string? problem) is null == problem is not null);
}
