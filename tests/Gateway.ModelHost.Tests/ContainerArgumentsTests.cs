using System.Reflection;
using System.Runtime.CompilerServices;
using Gateway.ModelHost.Repository;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Prometheus;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>What Dockerfile, compose file and Prometheus say of the model host, against its options and metrics.</summary>
public sealed class ContainerArgumentsTests
{
    private static readonly ImageFile Image = ImageFile.Ours;

    public static TheoryData<string> Hosts => [.. ComposeFile.Ours.Of("modelhost").Select(host => host.Key)];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_composed_host_is_started_with_options_that_it_knows(string host)
    {
        ComposeService service = ComposeFile.Ours.Services[host];
        ServeOptions options = Parse(Image.CommandLine("modelhost", service.Command));

        Assert.Equal("0.0.0.0", options.BindAddress);
        Assert.Equal("digits", options.Models.Single().Name);
        Assert.True(File.Exists(service.InRepository(options.Models.Single().Path)), $"{options.Models.Single().Path} is not mounted");
    }

    [Fact]
    public void Version_n_of_the_sample_is_served_as_version_n() =>
        Assert.All(ComposeFile.Ours.Of("modelhost").Select(host => Parse(host.Value.Command.ToArray()).Models.Single()), model => Assert.Equal($"v{model.Version}.onnx", Path.GetFileName(model.Path)));

    [Fact]
    public void By_itself_the_image_serves_the_repository_at_its_volume()
    {
        string volume = Image.Of("modelhost", "VOLUME").Single().Arguments;
        string[] words = Image.CommandLine("modelhost");
        string folder = Path.Combine(Paths.Temporary("repository"));
        Directory.CreateDirectory(Path.Combine(folder, "digits", "1"));
        File.Copy(Digits.Artifact(1), Path.Combine(folder, "digits", "1", "model.onnx"));

        Assert.Equal(volume, words[^1]);
        Assert.Equal("digits", ModelFolder.All(Parse([.. words[..^1], folder]).Repository!.Folder).Single().Name);
    }

    [Fact]
    public void The_image_for_gpus_is_built_with_their_runtime_and_asks_for_one()
    {
        string folder = Paths.Temporary("repository");
        Directory.CreateDirectory(Path.Combine(folder, "digits", "1"));
        File.Copy(Digits.Artifact(1), Path.Combine(folder, "digits", "1", "model.onnx"));
        string publish = Image.Of("build-gpu", "RUN").Last().Arguments;
        string project = File.ReadAllText(Path.Combine(Paths.Repository, "src", "Gateway.ModelHost", "Gateway.ModelHost.csproj"));

        Assert.Equal("cuda:0", Parse([.. Image.CommandLine("modelhost-gpu")[..^1], folder]).Session.Device.ToString());
        Assert.Contains("-p:Gpu=true", publish, StringComparison.Ordinal);
        Assert.Contains("Include=\"Microsoft.ML.OnnxRuntime.Gpu.Linux\" Condition=\"'$(Gpu)' == 'true'\"", project, StringComparison.Ordinal);
        Assert.Equal(Image.HealthCheck("modelhost"), Image.HealthCheck("modelhost-gpu"));
        Assert.Equal(Image.Of("modelhost", "EXPOSE").Single().Arguments, Image.Of("modelhost-gpu", "EXPOSE").Single().Arguments);
    }

    [Fact]
    public void The_exposed_ports_the_health_check_and_the_scraped_ports_are_the_default_ports()
    {
        ServeOptions defaults = Parse("--model", "digits=v1.onnx");
        string[] exposed = Image.Of("modelhost", "EXPOSE").Single().Arguments.Split(' ');

        Assert.Contains($"{defaults.RestPort}", exposed);
        Assert.Contains($"{defaults.GrpcPort}", exposed);
        Assert.Contains($"{defaults.MetricsPort}", exposed);
        Assert.Contains($"/dev/tcp/127.0.0.1/{defaults.RestPort} ", Image.HealthCheck("modelhost")[2]);
        Assert.Equal(ComposeFile.Ours.Of("modelhost").Select(host => $"{host.Key}:{defaults.MetricsPort}").Order(), MonitoringFiles.Prometheus.Targets("modelhost").Order());
    }

    [Fact]
    public void Setup_registers_the_hosts_at_their_REST_and_gRPC_ports()
    {
        ServeOptions defaults = Parse("--model", "digits=v1.onnx");
        string setup = ComposeFile.Ours.Services["setup"].Command.Single();

        Assert.All(ComposeFile.Ours.Of("modelhost"), host => Assert.Contains($" http://{host.Key}:{defaults.RestPort},http://{host.Key}:{defaults.GrpcPort} ", setup));
    }

    [Fact]
    public void Every_series_of_a_panel_is_one_of_the_hosts_with_that_label()
    {
        Dictionary<string, string[]> metrics = typeof(ServeOptions).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsSubclassOf(typeof(Collector)) || (field.FieldType.GetElementType() ?? typeof(object)).GenericTypeArguments.Contains(typeof(Counter)))
            .SelectMany(field => field.GetValue(null) is Array several ? several.Cast<ITuple>().Select(pair => (Collector)pair[0]!) : [(Collector)field.GetValue(null)!])
            .ToDictionary(collector => collector.Name, collector => collector.LabelNames);
        Query[] queries = [.. MonitoringFiles.Queries.Where(query => query.Expression.Contains("nv_", StringComparison.Ordinal))];

        Assert.NotEmpty(queries);
        Assert.All(queries.SelectMany(query => query.Series), series => Assert.Subset(metrics[series.Metric].ToHashSet(), series.Matchers.Keys.ToHashSet()));
        Assert.All(queries, query => Assert.All(query.Grouped.Concat(query.Shown), label => Assert.Contains(label, metrics[query.Series.First().Metric])));
    }

    private static ServeOptions Parse(params string[] words)
    {
        string[] options = words is [['/', ..], ..] ? words[1..] : words;
        ServeOptions? parsed = CommandLine.Parse(options, out int exitCode);
        return parsed ?? throw new InvalidOperationException($"The model host does not understand \"{string.Join(' ', options)}\" (exit code {exitCode}).");
    }
}
