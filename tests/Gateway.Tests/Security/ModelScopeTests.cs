using CsCheck;
using Gateway.Security;
using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Tests.Security;

public sealed class ModelScopeTests
{
    [Fact]
    public void A_pattern_matches_what_the_same_regular_expression_matches() =>
        Gen.Select(Gen.String[Gen.Char["ab*"], 0, 6], Gen.String[Gen.Char["ab"], 0, 8]).Sample((pattern, model) =>
            new ModelScope([pattern]).Includes(model) == Regex.IsMatch(model, $"^{pattern.Replace("*", ".*", StringComparison.Ordinal)}\\z"));

    [Fact]
    public void Without_a_pattern_there_is_no_model() => Assert.False(ModelScope.None.Includes("any"));
}
