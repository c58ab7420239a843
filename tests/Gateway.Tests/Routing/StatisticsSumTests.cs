using System.Text.Json.Nodes;
using Gateway.Routing.Rest;
using Xunit;

namespace Gateway.Tests.Routing;

public sealed class StatisticsSumTests
{
    [Fact]
    public void Numbers_are_added_the_later_time_stays_and_runs_of_one_size_are_one_line()
    {
        JsonObject one = Parse("""{"name":"m","last_inference":5,"inference_count":2,"inference_stats":{"success":{"count":1,"ns":10}},"batch_stats":[{"batch_size":4,"compute_infer":{"count":1,"ns":7}}],"memory_usage":[]}""");
        JsonObject other = Parse("""{"name":"m","last_inference":9,"inference_count":3,"inference_stats":{"success":{"count":2,"ns":20},"fail":{"count":1,"ns":1}},"batch_stats":[{"batch_size":1,"compute_infer":{"count":1,"ns":1}},{"batch_size":4,"compute_infer":{"count":2,"ns":5}}],"memory_usage":[]}""");

        Assert.Equal(
            """{"name":"m","last_inference":9,"inference_count":5,"inference_stats":{"success":{"count":3,"ns":30},"fail":{"count":1,"ns":1}},"batch_stats":[{"batch_size":1,"compute_infer":{"count":1,"ns":1}},{"batch_size":4,"compute_infer":{"count":3,"ns":12}}],"memory_usage":[]}""",
            StatisticsSum.Of(one, other).ToJsonString());
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
