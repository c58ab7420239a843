using System.Text;
using Gateway.Api;
using Gateway.Contracts;
using Xunit;

namespace Gateway.Tests.Api;

public sealed class JsonBodyTests
{
    [Fact]
    public void A_right_body_is_read()
    {
        RolloutSpec? spec = Parse<RolloutSpec>("""{"candidate":"2","bake":{"duration":"5m"},"steps":"auto","guards":["errors <= 2%"],"force":true}""");

        Assert.Equal(("2", "5m", true), (spec!.Candidate, spec.Bake!.Duration, spec.Force));
    }

    [Fact]
    public void Every_problem_is_named_with_its_path() => Assert.Equal(
        [
            """candidat is not known here (did you mean candidate?); known are candidate, baseline, policy, strategy, steps, guards, shadow, preview, bake, onInconclusive, rescue, ifRunning, maxDuration, stepBudget, alpha, alphaPromote, then, force, require, reason = "2" """.Trim(),
            """bake.oldWeight must be a number = "x" """.Trim(),
            """bake.colour is not known here; known are duration, oldWeight, guards, onInconclusive = 1""",
            """rescue must be true or false = 3""",
        ],
        Problems<RolloutSpec>("""{"candidat":"2","bake":{"oldWeight":"x","colour":1},"rescue":3}"""));

    [Fact]
    public void Items_of_lists_and_members_of_maps_have_paths() => Assert.Equal(
        ["""weights.2 must be a number = "ten" """.Trim(), "rules[1] must be an object = 7", "rules[2].in[0] must be a text = 4"],
        Problems<Traffic>("""{"weights":{"1":90,"2":"ten"},"rules":[{"header":"a","in":["b"],"version":"1"},7,{"header":"a","in":[4],"version":"1"}]}"""));

    [Theory]
    [InlineData("", "is not valid JSON of at most 64 levels (line 1, byte 1)")]
    [InlineData("{\"a\":", "is not valid JSON of at most 64 levels (line 1, byte 6)")]
    [InlineData("[]", "must be an object")]
    [InlineData("null", "must be an object")]
    public void What_is_no_object_is_refused(string json, string message) =>
        Assert.StartsWith(message, Problems<Traffic>(json).Single().Trim());

    [Fact]
    public void Null_for_a_member_that_has_a_default_is_refused_and_for_one_that_may_be_absent_is_not() => Assert.Equal(
        ["policy must not be null; leave it out for its default"],
        Problems<Contracts.ModelSettings>("""{"policy":null,"hosts":null}"""));

    [Fact]
    public void A_member_given_twice_is_refused() =>
        Assert.Equal(["Policy is given twice"], Problems<Contracts.ModelSettings>("""{"policy":"a","Policy":"b"}"""));

    private static T? Parse<T>(string json)
        where T : class
    {
        List<ProblemItem> problems = [];
        T? value = JsonBody.Parse<T>(Encoding.UTF8.GetBytes(json), problems);
        Assert.Empty(problems);
        return value;
    }

    private static string[] Problems<T>(string json)
        where T : class
    {
        List<ProblemItem> problems = [];
        Assert.Null(JsonBody.Parse<T>(Encoding.UTF8.GetBytes(json), problems));
        return [.. problems.Select(problem => $"{problem.Path} {problem.Message}{(problem.Value is null ? "" : " = " + problem.Value)}")];
    }
}
