using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>A default scikit-learn export, whose probabilities are a sequence of maps.</summary>
public sealed class ZipMapTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const string Forest = "go_sklearn_randomforest";

    [Fact]
    public async Task Probabilities_of_a_scikit_learn_export_are_a_tensor_of_classes_and_one_of_scores()
    {
        using HttpResponseMessage response = await host.PostAsync(Forest, FixtureModels.Request(Forest));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Dictionary<string, JsonElement> outputs = Outputs(text);
        Assert.Equal("[2,1,1,2,2,1]", Data(outputs["output_label"])); // as its makers expect
        Assert.Equal(("INT64", "[3]", "[0,1,2]"), (Type(outputs["output_probability_keys"]), Shape(outputs["output_probability_keys"]), Data(outputs["output_probability_keys"])));
        Assert.Equal(("FP32", "[6,3]"), (Type(outputs["output_probability_values"]), Shape(outputs["output_probability_values"])));
        double[][] scores = [.. outputs["output_probability_values"].GetProperty("data").EnumerateArray().Select(score => score.GetDouble()).Chunk(3)];
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 3));
        Assert.Equal("[2,1,1,2,2,1]", JsonSerializer.Serialize(scores.Select(row => Array.IndexOf(row, row.Max()))));
    }

    [Fact]
    public async Task One_of_the_two_may_be_asked_for_alone_and_metadata_shows_both()
    {
        string request = FixtureModels.Request(Forest)[..^1] + ",\"outputs\":[{\"name\":\"output_probability_values\"}]}";
        using HttpResponseMessage response = await host.PostAsync(Forest, request);
        Assert.Equal("[6,3]", Shape(Assert.Single(Outputs(await response.Content.ReadAsStringAsync())).Value));
        JsonElement metadata = await host.MetadataAsync(Forest), declared = metadata.GetProperty("outputs");
        Assert.Equal("cpu", metadata.GetProperty("parameters").GetProperty("device").GetString());
        Assert.Equal(
            ["output_label INT64 [-1]", "output_probability_keys INT64 [-1]", "output_probability_values FP32 [-1,-1]"],
            declared.EnumerateArray().Select(output => $"{output.GetProperty("name")} {Type(output)} {Shape(output)}"));
    }

    private static Dictionary<string, JsonElement> Outputs(string answer) =>
        JsonDocument.Parse(answer).RootElement.GetProperty("outputs").EnumerateArray().ToDictionary(output => output.GetProperty("name").GetString()!);

    private static string Type(JsonElement tensor) => tensor.GetProperty("datatype").GetString()!;

    private static string Shape(JsonElement tensor) => tensor.GetProperty("shape").GetRawText();

    private static string Data(JsonElement tensor) => tensor.GetProperty("data").GetRawText();
}
