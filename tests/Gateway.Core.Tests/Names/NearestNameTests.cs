using CsCheck;
using Gateway.Core.Names;
using Xunit;

namespace Gateway.Core.Tests.Names;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["candidate", "baseline", "policy", "minDuration", "blueGreen", "p99", "v2"];

    [Theory]
    [InlineData("candidat", "candidate")]
    [InlineData("Candidate", "candidate")]
    [InlineData("canddiate", "candidate")]
    [InlineData("min_duration", "minDuration")]
    [InlineData("blue-green", "blueGreen")]
    [InlineData("pol", "policy")]
    [InlineData("p9", "p99")]
    [InlineData("v3", "v2")]
    [InlineData("reason", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void The_one_with_few_mistakes_is_meant(string given, string? meant) => Assert.Equal(meant, NearestName.Of(given, Known));

    [Fact]
    public void A_name_with_one_letter_lost_is_found_again() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 8]).Sample(pair =>
        {
            string name = Known[pair.Item1];
            return NearestName.Of(name.Remove(pair.Item2 % name.Length, 1), Known) == name;
        });

    [Fact]
    public void A_name_of_any_length_is_answered_at_once() => Assert.Null(NearestName.Of(new string('a', 1 << 20), Known));

    [Fact]
    public void The_refusal_names_the_nearest_and_all() =>
        Assert.Equal("is not known here (did you mean policy?); known are policy, reason", NearestName.Unknown("polcy", ["policy", "reason"]));
}
