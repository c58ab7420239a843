using System.Text.Json.Nodes;
using CsCheck;
using Gateway.Core.Models.Records;
using Xunit;

namespace Gateway.Core.Tests.Models;

public sealed class RecordTests
{
    [Fact]
    public void Canonical_text_sorts_members_and_shortens_numbers() =>
        Assert.Equal("""{"":0,"a":[1,0.1,100,"é"],"b":{"c":null,"d":true}}""", CanonicalJson.Text(JsonNode.Parse("""{ "b": {"d": true, "c": null}, "a": [1.0, 1e-1, 1E2, "\u00e9"], "": 0 }""")));

    [Fact]
    public void Canonical_text_read_again_is_the_same_bytes() => Gen.Double.Array.Where(values => values.All(double.IsFinite)).Sample(values =>
    {
        byte[] once = CanonicalJson.Bytes(new JsonArray([.. values.Select(value => (JsonNode?)value)]));
        Assert.Equal(once, CanonicalJson.Bytes(JsonNode.Parse(once)));
    });

    [Fact]
    public void The_order_of_members_does_not_change_a_digest_and_a_value_does()
    {
        Assert.Equal(RecordText.Digest("""{"a":1,"x":{"b":2,"c":3}}"""), RecordText.Digest("""{ "x":{"c":3.0,"b":2}, "a":1}"""));
        Assert.NotEqual(RecordText.Digest("""{"a":1}"""), RecordText.Digest("""{"a":2}"""));
    }

    [Theory]
    [InlineData("""{"metrics":[{"name":"auc","value":"NaN"}]}""", "metrics[0].value")]
    [InlineData("""{"metrics":[{"name":"auc"}]}""", "metrics[0].value")]
    [InlineData("""{"metrics":{"auc":1}}""", "metrics")]
    [InlineData("""{"metrics":[3]}""", "metrics[0]")]
    public void A_metric_that_is_no_finite_number_is_a_problem(string record, string path) =>
        Assert.Equal(path, Assert.Single(RecordText.Problems(JsonNode.Parse(record)!.AsObject())).Path);
}
