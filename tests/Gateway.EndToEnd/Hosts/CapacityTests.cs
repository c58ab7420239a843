using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Hosts;

/// <summary>B5 of the acceptance list: a new model neither starves nor alters its neighbours.</summary>
public sealed class CapacityTests
{
    private const long Budget = 120_000_000; // two hosts, each about 47 MB and twice its model's bytes, and no third

    [Fact]
    public async Task B5_what_does_not_fit_is_refused_with_both_numbers_and_the_neighbours_answer_as_they_did_alone()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync($"--Hosts:MemoryBudget={Budget}");
        await gateway.PushAsync("digits", Digits.Artifact(2));
        await gateway.ServesAsync("digits");
        string[] alone = await AnswersAsync(gateway);
        await gateway.PushAsync("neighbour", Digits.Artifact(1));
        await gateway.ServesAsync("neighbour");
        Assert.Equal(alone, await AnswersAsync(gateway));
        await gateway.PushAsync("neighbour", Digits.Artifact(2));
        (int status, JsonElement problem) = await gateway.CallAsync(HttpMethod.Post, "/models/neighbour/rollouts", new { candidate = "2" });
        Assert.Equal((409, "no-capacity"), (status, problem.Text("type")));
        Assert.Matches($"^the hosts would take about 1[2-9][0-9]{{7}} bytes, and Hosts:MemoryBudget is {Budget}", problem.Text("detail"));
        Assert.Equal(alone, await AnswersAsync(gateway));
    }

    private static async Task<string[]> AnswersAsync(GatewayProcess gateway)
    {
        List<string> answers = [];
        foreach (string row in Digits.Rows.Take(20))
        {
            using HttpResponseMessage response = await gateway.InferAsync("digits", row);
            answers.Add(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("outputs").GetRawText());
        }

        return [.. answers];
    }
}
