using System.Text;
using CsCheck;
using Gateway.Api;
using Gateway.Cli;
using Gateway.Cli.Records;
using Gateway.Contracts;
using Gateway.Registry;
using Gateway.TestKit;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Fuzz;

/// <summary>Whatever comes is taken or named as wrong, and never another exception: with the codec's own (Core.Tests) 140 000 cases in CI.</summary>
public sealed class AnyTextTests
{
    private const string Rollout =
        """{"candidate":"2","policy":"careful","steps":[{"weight":5,"minDuration":"1m","minSamples":100}],"guards":["errors <= 2%",{"guard":"p99 <= 1.5x baseline","action":"hold"}],"bake":{"duration":"5m","oldWeight":5},"force":true}""";

    private const string Traffic = """{"weights":{"1":90,"2":10.25},"rules":[{"header":"x-tier","in":["gold"],"version":"2"}],"force":true,"reason":"é"}""";

    private const string Settings =
        """{"policy":"default","timeout":"30s","hosts":2,"batching":{"maxBatchSize":8,"maxQueueDelay":"5ms","preferredBatchSizes":[4,8]},"ignoreInputs":["a"],"keepVersions":5}""";

    private const string Record =
        """{"inputDefaults":{"age":[0]},"allowInfinity":true,"metrics":[{"name":"accuracy","value":0.97}],"source":{"commit":"0123abcd"},"data":[{"path":"a.csv","md5":"77"}],"signature":"AA=="}""";

    private const string Yaml = "stages:\n  train:\n    deps:\n    - path: data/a.csv\n      md5: 77aa\n    params: &p {lr: 1e-3, deep: [1, ~, \"x\"]}\n  test:\n    params: *p\n    text: |\n      two\n      lines\n";

    [Fact]
    public void Of_the_admin_api_s_bodies() => Mutations.Of(Rollout, Traffic, Settings).Sample(
        text =>
        {
            byte[] body = Encoding.UTF8.GetBytes(text);
            Read<RolloutSpec>(body);
            Read<Contracts.Traffic>(body);
            Read<Contracts.ModelSettings>(body);
            Read<VersionRegistration>(body);
        },
        iter: Mutations.Cases(40_000));

    [Fact]
    public void Of_records() => Mutations.Of(Record).Sample(
        text =>
        {
            List<ProblemItem> problems = [];
            VersionDocument document = VersionDocument.Read(text, problems);
            Assert.True(problems.Count > 0 || document.InputDefaults is not null);
        },
        iter: Mutations.Cases(40_000));

    [Fact]
    public void Of_YAML_and_JSON_files() => Gen.Select(Mutations.Of(Yaml, Record), Gen.OneOf("a.yaml", "a.json")).Sample(
        (text, name) =>
        {
            try
            {
                _ = YamlText.Parse(text, name)?.ToJsonString();
            }
            catch (UsageException problem)
            {
                Assert.StartsWith(name, problem.Message, StringComparison.Ordinal);
            }
        },
        iter: Mutations.Cases(20_000));

    [Fact]
    public void Of_the_configuration()
    {
        string[] keys = [.. SettingKeys.All.Keys];
        using TemporaryDirectory folder = new();
        Gen.Select(Gen.OneOf(keys), Mutations.Of("30s", "127.0.0.1", "8000", "true", "https://a.example/hook", "a b", "1e9", "none")).Sample(
            (key, text) =>
            {
                // The access log's file is opened to see whether it can be: never outside the test's folder.
                string value = key == "AccessLog:File" ? Path.Combine(folder.Path, text.Replace('/', '_')) : text;
                IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
                (string section, Type options) = SettingKeys.Sections.Single(one => key.StartsWith(one.Name + ":", StringComparison.OrdinalIgnoreCase));
                Assert.All(SettingCheck.Problems(configuration.GetSection(section), options), problem => Assert.NotEmpty(problem));
            },
            iter: Mutations.Cases(10_000));
    }

    /// <summary>What broke something once.</summary>
    [Theory]
    [InlineData("""{"metrics":[],"metrics":[]}""")]
    [InlineData("""{"inputDefaults":{"a":[1]},"a":{"b":1,"b":2}}""")]
    public void A_record_with_a_member_twice_is_named(string record)
    {
        List<ProblemItem> problems = [];
        VersionDocument.Read(record, problems);
        Assert.Contains("each member once", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inp\ud800ut":1}""")]
    [InlineData("""{"candidate":"\ud800"}""")]
    [InlineData("""{"source":{"commit":["\udc00"]}}""")]
    public void Half_a_surrogate_pair_is_a_problem_that_is_told(string json)
    {
        List<ProblemItem> problems = [];
        Assert.Null(JsonBody.Parse<RolloutSpec>(Encoding.UTF8.GetBytes(json), problems));
        VersionDocument.Read(json, problems);
        Assert.Throws<UsageException>(() => YamlText.Parse(json, "a.json"));
        Assert.Equal(2, problems.Count);
    }

    [Theory]
    [InlineData("&a [*a]")]
    [InlineData("{[a]: b}")]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]")]
    public void YAML_that_holds_itself_or_too_much_or_names_that_are_no_words_is_refused(string yaml) =>
        Assert.Throws<UsageException>(() => YamlText.Parse(yaml, "a.yaml"));

    private static void Read<T>(byte[] body)
        where T : class
    {
        List<ProblemItem> problems = [];
        T? value = JsonBody.Parse<T>(body, problems);
        Assert.True(value is not null || problems.Count > 0);
    }
}
