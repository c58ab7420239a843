using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.TestKit;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Repository;

/// <summary>What a host says of how its models run is how they run.</summary>
public sealed class ServedConfigTests
{
    private readonly string _folder = Paths.Temporary("repository");

    [Fact]
    public async Task A_models_own_configuration_is_told_over_both_protocols()
    {
        Put("""
            max_batch_size: 8
            input { name: "Input3" data_type: TYPE_FP32 dims: [ 1, 28, 28 ] }
            output { name: "Plus214_Output_0" data_type: TYPE_FP32 dims: 10 label_filename: "digits.txt" }
            dynamic_batching {
              preferred_batch_size: [ 2, 4 ]
              max_queue_delay_microseconds: 1500
              priority_levels: 3
              default_priority_level: 2
              default_queue_policy { timeout_action: DELAY default_timeout_microseconds: 250000 allow_timeout_override: true max_queue_size: 7 }
              priority_queue_policy { key: 1 value { max_queue_size: 2 } }
            }
            instance_group { count: 2 kind: KIND_CPU }
            version_policy { latest { num_versions: 1 } }
            model_warmup { name: "w" batch_size: 2 inputs { key: "Input3" value { data_type: TYPE_FP32 dims: [ 1, 28, 28 ] random_data: true } } }
            parameters { key: "colour" value { string_value: "red" } }
            """);
        await File.WriteAllLinesAsync(Path.Combine(_folder, "mnist", "digits.txt"), ["zero", "one", "two"]);
        await using HostProcess host = await HostProcess.StartAsync("--repository", _folder);
        JsonNode config = JsonNode.Parse(await host.Client.GetStringAsync("/v2/models/mnist/config"))!;
        JsonNode expected = JsonNode.Parse("""
            {
              "name": "mnist", "platform": "onnxruntime_onnx", "version_policy": {"latest": {"num_versions": 1}}, "max_batch_size": 8,
              "input": [{"name": "Input3", "data_type": "TYPE_FP32", "dims": [1, 28, 28], "optional": false}],
              "output": [{"name": "Plus214_Output_0", "data_type": "TYPE_FP32", "dims": [10], "label_filename": "digits.txt"}],
              "instance_group": [{"name": "mnist", "count": 2, "gpus": [], "kind": "KIND_CPU"}], "default_model_filename": "model.onnx",
              "dynamic_batching": {
                "preferred_batch_size": [2, 4], "max_queue_delay_microseconds": 1500, "preserve_ordering": false, "priority_levels": 3, "default_priority_level": 2,
                "default_queue_policy": {"timeout_action": "DELAY", "default_timeout_microseconds": 250000, "allow_timeout_override": true, "max_queue_size": 7},
                "priority_queue_policy": {"1": {"timeout_action": "REJECT", "default_timeout_microseconds": 0, "allow_timeout_override": false, "max_queue_size": 2}}},
              "parameters": {"colour": {"string_value": "red"}},
              "model_warmup": [{"name": "w", "batch_size": 2, "inputs": {"Input3": {"data_type": "TYPE_FP32", "dims": [1, 28, 28], "random_data": true}}, "count": 1}],
              "backend": "onnxruntime"
            }
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, config), config.ToJsonString());

        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{host.GrpcPort}");
        ModelConfig message = (await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelConfigAsync(new ModelConfigRequest { Name = "mnist" })).Config;
        Assert.Equal(new Google.Protobuf.JsonParser(Google.Protobuf.JsonParser.Settings.Default).Parse<ModelConfig>(expected.ToJsonString()), message);
    }

    [Fact]
    public async Task Without_a_configuration_it_is_what_holds_and_a_setting_that_changes_it_is_seen_at_once()
    {
        await using HostProcess host = await HostProcess.StartAsync(
            "--model", $"joined={FixtureModels.FileOf("derived/mnist_batch")}", "--model", $"alone={FixtureModels.FileOf("mnist")}", "--linger", "60s", "--intra-op-threads", "1", "--concurrency", "3");
        JsonElement joined = await ConfigAsync(host, "joined"), alone = await ConfigAsync(host, "alone");
        Assert.Equal((64, "[1,28,28]", 256), (joined.GetProperty("max_batch_size").GetInt32(), Dims(joined), Queue(joined)));
        Assert.Equal((0, "[1,1,28,28]", false), (alone.GetProperty("max_batch_size").GetInt32(), Dims(alone), alone.TryGetProperty("dynamic_batching", out _)));
        Assert.Equal((3, 3), (Runs(joined), Runs(alone)));

        using HttpResponseMessage changed = await host.Client.PutAsJsonAsync(
            "/gateway/settings", new { ignoredInputs = Array.Empty<string>(), batching = new { maxBatchSize = 16, maxQueueDelayMs = 2.5, preferredBatchSizes = new[] { 4 }, queue = 9, concurrency = 5 } });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        joined = await ConfigAsync(host, "joined");
        JsonElement batching = joined.GetProperty("dynamic_batching");
        Assert.Equal((16, 9, 5), (joined.GetProperty("max_batch_size").GetInt32(), Queue(joined), Runs(joined)));
        Assert.Equal((2500, "[4]"), (batching.GetProperty("max_queue_delay_microseconds").GetInt32(), batching.GetProperty("preferred_batch_size").GetRawText()));
    }

    [Fact]
    public async Task Classes_are_called_as_the_label_file_says_and_a_file_that_is_not_there_is_named()
    {
        Put("""max_batch_size: 8 output { name: "Plus214_Output_0" data_type: TYPE_FP32 dims: 10 label_filename: "digits.txt" }""");
        await using (HostProcess without = await HostProcess.StartAsync("--repository", _folder, "--model-control", "explicit"))
        {
            (_, string refused) = await without.Client.PostTextAsync("/v2/repository/models/mnist/load", "");
            Assert.Equal("failed to load 'mnist', version 1: output \"Plus214_Output_0\": label_filename \"digits.txt\" is not there.", Rest.Error(refused));
        }

        await File.WriteAllLinesAsync(Path.Combine(_folder, "mnist", "digits.txt"), ["zero", "one", "two"]);
        await using HostProcess host = await HostProcess.StartAsync("--repository", _folder);
        string request = FixtureModels.Request("derived/mnist_batch");
        (_, string answer) = await host.Client.PostTextAsync("/v2/models/mnist/infer", request.TrimEnd()[..^1] + ",\"outputs\":[{\"name\":\"Plus214_Output_0\",\"parameters\":{\"classification\":1}}]}");
        Assert.EndsWith(":2:two", JsonDocument.Parse(answer).RootElement.GetProperty("outputs")[0].GetProperty("data")[0].GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ConfigAsync(HostProcess host, string model) => await host.Client.JsonAsync($"/v2/models/{model}/config");

    private static string Dims(JsonElement config) => config.GetProperty("input")[0].GetProperty("dims").GetRawText();

    private static int Runs(JsonElement config) => config.GetProperty("instance_group")[0].GetProperty("count").GetInt32();

    private static int Queue(JsonElement config) => config.GetProperty("dynamic_batching").GetProperty("default_queue_policy").GetProperty("max_queue_size").GetInt32();

    private void Put(string config)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "mnist", "1"));
        File.Copy(FixtureModels.FileOf("derived/mnist_batch"), Path.Combine(_folder, "mnist", "1", "model.onnx"));
        File.WriteAllText(Path.Combine(_folder, "mnist", "config.pbtxt"), config);
    }
}
