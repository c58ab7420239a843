using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>The Dockerfile against the repository and the gateway's options; no container engine is needed.</summary>
public sealed partial class ContainerFilesTests
{
    private static readonly ImageFile Image = ImageFile.Ours;
    private static readonly GatewayOptions Defaults = new();

    [Fact]
    public void Every_source_that_an_image_copies_is_in_the_repository_and_in_the_build_context()
    {
        string[] sources = [.. Image.Instructions.Where(one => one is { Keyword: "COPY", From: null }).SelectMany(one => one.Sources)];
        string[] context = [.. File.ReadLines(Path.Combine(Paths.Repository, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..])];

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Paths.Repository, source)), $"COPY {source}: it is not there"));
        Assert.All(sources, source => Assert.Contains(source.TrimEnd('/'), context));
        Assert.Equal(context.Order(), sources.Select(source => source.TrimEnd('/')).Order());
    }

    [Fact]
    public void The_context_holds_every_file_that_the_projects_take_from_outside_their_folders()
    {
        string[] context = [.. File.ReadLines(Path.Combine(Paths.Repository, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..] + "/")];
        string[] taken = [.. Directory.EnumerateFiles(Path.Combine(Paths.Repository, "src"), "*.csproj", SearchOption.AllDirectories).SelectMany(OutsideOf)];

        Assert.NotEmpty(taken);
        Assert.All(taken, path => Assert.Contains(context, folder => (path + "/").StartsWith(folder, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_published_project_is_there_and_what_is_copied_is_what_was_published()
    {
        Dictionary<string, string> published = Published();
        string[] copied = [.. Image.Instructions.Where(one => one is { Keyword: "COPY", From: "build" }).SelectMany(one => one.Sources)];

        Assert.Equal(2, published.Count);
        Assert.All(published.Values, project => Assert.Single(Directory.EnumerateFiles(Path.Combine(Paths.Repository, project), "*.csproj")));
        Assert.All(copied.Where(folder => folder != "/out/data/"), folder => Assert.NotNull(ProjectIn(folder)));
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("modelhost")]
    public void The_entry_point_is_the_program_that_the_publish_makes(string stage)
    {
        string program = Image.CommandLine(stage)[0];
        Instruction copy = Image.Of(stage, "COPY").Last(one => one.From == "build" && program.StartsWith(one.Target, StringComparison.Ordinal));

        Assert.Equal(AssemblyName(ProjectIn(copy.Sources.Single())!), program[copy.Target.Length..]);
    }

    [Fact]
    public void Gwctl_is_on_the_path_of_the_gateway_image()
    {
        Instruction copy = Image.Of("gateway", "COPY").Single(one => one.Sources.Contains("/out/gwctl/"));

        Assert.Contains(copy.Target.TrimEnd('/'), Image.Environment("gateway")["PATH"].Split(':'));
        Assert.Equal("gwctl", AssemblyName(ProjectIn("/out/gwctl/")!));
    }

    [Fact]
    public void The_exposed_ports_are_the_default_ports() =>
        Assert.Equal($"{Defaults.RestPort} {Defaults.GrpcPort} {Defaults.AdminPort}", Image.Of("gateway", "EXPOSE").Single().Arguments);

    [Theory]
    [InlineData("gateway")]
    [InlineData("modelhost")]
    [InlineData("modelhost-gpu")]
    public void The_image_runs_as_a_user_without_rights(string stage) => Assert.Equal("$APP_UID", Image.Of(stage, "USER").Last().Arguments);

    [Theory]
    [InlineData("gateway")]
    [InlineData("modelhost")]
    [InlineData("modelhost-gpu")]
    public void The_locale_that_hosts_need_is_made_and_set(string stage)
    {
        Assert.Equal("en_US.UTF-8", Image.Environment(stage)["LANG"]);
        Assert.Contains(Image.Of("locale", "RUN"), run => run.Arguments.EndsWith(" en_US.UTF-8", StringComparison.Ordinal));
        Assert.Contains(Image.Of(stage, "COPY"), copy => copy.From == "locale" && copy.Sources.Contains("/usr/lib/locale/locale-archive") && copy.Target == "/usr/lib/locale/locale-archive");
    }

    [Fact]
    public void Every_variable_of_the_gateway_image_is_a_setting_or_known_to_the_system() =>
        Assert.All(Image.Environment("gateway").Keys, name => Assert.True(Variables.IsKnown(name, "LANG", "PATH", "DOTNET_EnableDiagnostics"), $"{name} is no setting"));

    [Fact]
    public void The_data_directory_is_a_volume_that_the_user_may_write()
    {
        string data = Image.Environment("gateway")["Gateway__DataDirectory"];

        Assert.Equal(data, Image.Of("gateway", "VOLUME").Single().Arguments);
        Assert.Contains(Image.Of("gateway", "COPY"), copy => copy.Target.TrimEnd('/') == data && copy.Arguments.Contains("--chown=$APP_UID:$APP_UID", StringComparison.Ordinal));
    }

    [Fact]
    public void The_health_check_asks_the_admin_port() => Assert.Contains($"/dev/tcp/127.0.0.1/{Defaults.AdminPort} ", Image.HealthCheck("gateway")[2]);

    /// <returns>Output folder → project folder.</returns>
    private static Dictionary<string, string> Published() => Image.Of("build", "RUN").SelectMany(run => Publish().Matches(run.Arguments)).ToDictionary(one => one.Groups[2].Value, one => one.Groups[1].Value);

    /// <summary>The gateway's publish lays the model host into a folder of its own.</summary>
    private static string? ProjectIn(string folder)
    {
        Dictionary<string, string> published = Published();
        return published.GetValueOrDefault(folder.TrimEnd('/'))
            ?? (published.GetValueOrDefault(Path.GetDirectoryName(folder.TrimEnd('/'))!) == "src/Gateway" && Path.GetFileName(folder.TrimEnd('/')) == ModelHostFolder() ? "src/Gateway.ModelHost" : null);
    }

    private static string ModelHostFolder() =>
        Regex.Match(XDocument.Load(Path.Combine(Paths.Repository, "src/Gateway/Gateway.csproj")).Descendants("ModelHostPublishDir").Single().Value, @"'(\w+)'\)\)$").Groups[1].Value;

    private static string AssemblyName(string project) =>
        XDocument.Load(Directory.EnumerateFiles(Path.Combine(Paths.Repository, project), "*.csproj").Single()).Descendants("AssemblyName").Single().Value;

    private static IEnumerable<string> OutsideOf(string project) =>
        from include in XDocument.Load(project).Descendants().Attributes("Include")
        where include.Value.StartsWith("../", StringComparison.Ordinal)
        select Path.GetRelativePath(Paths.Repository, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, include.Value.Replace("*", "", StringComparison.Ordinal)))).TrimEnd('/');

    [GeneratedRegex(@"dotnet publish (\S+) [^&]*-o (\S+)")]
    private static partial Regex Publish();
}
