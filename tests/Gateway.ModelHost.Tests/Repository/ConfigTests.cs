using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Repository;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests.Repository;

public sealed class ConfigTests
{
    private static readonly ModelSignature Signature = new(
        [new TensorSpec("x", Datatype.Fp32, [-1, 16])], [new TensorSpec("y", Datatype.Bytes, [-1, -1])]);

    public static TheoryData<string> Real => [.. FixtureModels.All.Where(name => File.Exists(Path.Combine(Paths.Models, name, "config.pbtxt")))];

    [Theory]
    [MemberData(nameof(Real))]
    public void Configurations_of_others_are_read_whole(string model)
    {
        ModelConfig config = ConfigMeaning.Of(ConfigText.Read(File.ReadAllText(Path.Combine(Paths.Models, model, "config.pbtxt"))), model.Replace("triton_", "", StringComparison.Ordinal));
        Assert.NotEmpty(config.Inputs);
        Assert.NotEmpty(config.Outputs);
        Assert.Empty(config.Ignored);
    }

    [Fact]
    public void Everything_that_is_acted_on_is_understood_and_the_rest_is_named()
    {
        const string Text = """
            name: "m"  # a comment
            backend: 'onnx' 'runtime'
            max_batch_size: 8
            input { name: "x" data_type: TYPE_FP32 dims: [ 16 ] }
            output < name: "y", data_type: TYPE_STRING; dims: -1 >
            dynamic_batching {
              preferred_batch_size: [ 2, 4 ]
              max_queue_delay_microseconds: 1500
              default_queue_policy { max_queue_size: 7 default_timeout_microseconds: 250000 timeout_action: REJECT }
              priority_levels: 2
              default_priority_level: 2
              priority_queue_policy { key: 1 value { timeout_action: DELAY allow_timeout_override: true max_queue_size: 3 } }
            }
            instance_group [ { count: 2 kind: KIND_CPU }, { count: 1 } ]
            version_policy: { latest { num_versions: 2 } }
            model_warmup { name: "w" batch_size: 2 inputs { key: "x" value { data_type: TYPE_FP32 dims: 16 random_data: true } } }
            parameters { key: "intra_op_thread_count" value { string_value: "3" } }
            default_model_filename: "net.onnx"
            optimization { graph { level: 1 } }
            """;
        ModelConfig config = ConfigMeaning.Of(ConfigText.Read(Text), "m");
        Assert.Equal((8, 1.5, 10, 3), (config.MaxBatchSize, config.Batching.MaxQueueDelayMs, config.Batching.Queue, config.Batching.Concurrency)); // 7 + 3 may wait
        Assert.Equal([2, 4], config.Batching.PreferredBatchSizes);
        Assert.Equal((3, "net.onnx", Device.Cpu), (config.IntraOpThreads, config.FileName, config.Device));
        Assert.Equal((2, 2, new QueuePolicy(TimeSpan.FromMilliseconds(250), Most: 7)), (config.Queue.Levels, config.Queue.DefaultLevel, config.Queue.Default));
        Assert.Equal(new QueuePolicy(null, Overridable: true, Delays: true, Most: 3), config.Queue.Policies[1]);
        Assert.Equal([2L, 3L], config.Versions.Choose([1, 2, 3]));
        Assert.True(Assert.Single(Assert.Single(config.WarmUp).Inputs).Random);
        Assert.Equal(["optimization"], config.Ignored);
        Assert.Empty(ConfigCheck.Problems(config, Signature));
    }

    [Fact]
    public void The_same_in_json_means_the_same()
    {
        ModelConfig config = ConfigMeaning.Of(ConfigJson.Read("""{"maxBatchSize":8,"input":[{"name":"x","data_type":"TYPE_FP32","dims":[16]}],"parameters":{"intra_op_thread_count":{"string_value":"3"}},"dynamicBatching":{"priorityLevels":"2","defaultPriorityLevel":"1","priorityQueuePolicy":{"2":{"maxQueueSize":5}}},"version_policy":{"specific":{"versions":[1,3]}}}"""), "m");
        Assert.Equal((8, 3, "x"), (config.MaxBatchSize, config.IntraOpThreads, Assert.Single(config.Inputs).Name));
        Assert.Equal([1L, 3L], config.Versions.Choose([1, 2, 3]));
        Assert.Equal((5, null), (config.Queue.Policies[2].Most, config.Batching.Queue)); // priority 1 has no limit
    }

    [Theory]
    [InlineData("max_batch_size: 8\ninput {", "Line 2")]
    [InlineData("max_batch_size", "colon")]
    [InlineData("max_batch_size: -1", "from 0")]
    [InlineData("max_batch_size: many", "\"many\"")]
    [InlineData("name: \"other\"", "\"other\"")]
    [InlineData("name: \"m", "the end")]
    [InlineData("name: \"m\n\"", "not ended")]
    [InlineData("backend: \"tensorflow\"", "\"tensorflow\"")]
    [InlineData("input { name: \"x\" data_type: TYPE_FP31 dims: 1 }", "TYPE_FP31")]
    [InlineData("default_model_filename: \"../m.onnx\"", "../m.onnx")]
    [InlineData("a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{a{", "32 deep")]
    [InlineData("dynamic_batching { default_queue_policy { timeout_action: FORGET } }", "REJECT or DELAY, not \"FORGET\"")]
    [InlineData("dynamic_batching { priority_levels: 2 }", "default_priority_level must be from 1 to 2")]
    [InlineData("dynamic_batching { priority_levels: 2 default_priority_level: 3 }", "from 1 to 2, not \"3\"")]
    [InlineData("dynamic_batching { priority_levels: 2 default_priority_level: 1 priority_queue_policy { key: 3 value { } } }", "key must be a whole number from 1 to 2")]
    [InlineData("input { name: \"x\" data_type: TYPE_FP32 dims: 1 } input { name: \"x\" data_type: TYPE_FP32 dims: 1 }", "input \"x\" is there twice")]
    public void What_is_wrong_is_said_with_its_place(string text, string says)
    {
        ConfigException refused = Assert.Throws<ConfigException>(() => ConfigMeaning.Of(ConfigText.Read(text), "m"));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input { name: \"z\" data_type: TYPE_FP32 dims: 16 }", "\"z\"")]
    [InlineData("input { name: \"x\" data_type: TYPE_INT32 dims: [-1, 16] }", "INT32")]
    [InlineData("input { name: \"x\" data_type: TYPE_FP32 dims: [-1, 17] }", "[-1,17]")]
    [InlineData("max_batch_size: 4 input { name: \"x\" data_type: TYPE_FP32 dims: [-1, 16] }", "[-1,-1,16]")]
    public void A_configuration_that_the_model_is_not_is_refused_by_name(string text, string says) =>
        Assert.Contains(says, Assert.Single(ConfigCheck.Problems(ConfigMeaning.Of(ConfigText.Read(text), "m"), Signature)), StringComparison.Ordinal);
}
