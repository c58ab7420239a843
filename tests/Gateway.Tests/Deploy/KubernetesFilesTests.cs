using Gateway.TestKit;
using k8s;
using k8s.Models;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>The manifests, read by the official client's types and no name forgiven.</summary>
public sealed class KubernetesFilesTests
{
    private static readonly object[] Objects =
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Where(file => Path.GetFileName(file) != "kustomization.yaml").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static string Folder => Path.Combine(Paths.Repository, "deploy", "kubernetes");

    private static V1PodSpec Pod => Single<V1StatefulSet>().Spec.Template.Spec;

    private static V1Container Container => Assert.Single(Pod.Containers);

    [Fact]
    public void Every_object_of_the_issue_is_there() => Assert.Equal(
        ["V1NetworkPolicy", "V1PodDisruptionBudget", "V1Service", "V1Service", "V1ServiceAccount", "V1StatefulSet"], Objects.Select(one => one.GetType().Name).Order());

    [Fact]
    public void An_unknown_name_is_refused() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selectr: {a: b}}\n", strict: true));

    [Fact]
    public void Kustomize_lists_every_file()
    {
        string list = File.ReadAllText(Path.Combine(Folder, "kustomization.yaml"));
        Assert.All(Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)!).Where(file => file != "kustomization.yaml"), file => Assert.Contains($"- {file}", list, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_one_replica_with_a_volume_where_the_image_keeps_its_state()
    {
        V1StatefulSetSpec spec = Single<V1StatefulSet>().Spec;
        Assert.Equal(1, spec.Replicas);
        string claim = Assert.Single(spec.VolumeClaimTemplates).Metadata.Name;
        Assert.Equal("/data", Container.VolumeMounts.Single(mount => mount.Name == claim).MountPath);
        Assert.Contains("VOLUME /data", File.ReadAllText(Path.Combine(Paths.Repository, "Dockerfile")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_selects_the_gateway_finds_it_and_ports_have_the_names_that_are_used()
    {
        IDictionary<string, string> labels = Single<V1StatefulSet>().Spec.Template.Metadata.Labels;
        IDictionary<string, string>[] selectors =
        [
            Single<V1StatefulSet>().Spec.Selector.MatchLabels, Single<V1PodDisruptionBudget>().Spec.Selector.MatchLabels, Single<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
            .. Objects.OfType<V1Service>().Select(service => service.Spec.Selector),
        ];
        Assert.All(selectors, selector => Assert.All(selector, label => Assert.Equal(label.Value, labels[label.Key])));

        string[] ports = [.. Container.Ports.Select(port => port.Name)];
        Assert.Equal([8000, 8001, 8002], Container.Ports.Select(port => port.ContainerPort));
        Assert.All(Objects.OfType<V1Service>().SelectMany(service => service.Spec.Ports), port => Assert.Contains(port.TargetPort.Value, ports));
        Assert.All(Single<V1NetworkPolicy>().Spec.Ingress.SelectMany(rule => rule.Ports), port => Assert.Contains(port.Port.Value, ports));
    }

    [Fact]
    public void The_time_to_end_covers_the_wait_before_it_and_the_gateways_own()
    {
        Dictionary<string, string> settings = Container.Env.ToDictionary(variable => variable.Name, variable => variable.Value);
        Assert.True(Contracts.Durations.TryParse(settings["Gateway__ShutdownTimeout"], out TimeSpan shutdown));
        double seconds = Container.Lifecycle.PreStop.Sleep.Seconds + shutdown.TotalSeconds;
        Assert.True(Pod.TerminationGracePeriodSeconds >= seconds + 5, $"{Pod.TerminationGracePeriodSeconds} s are less than {seconds} + 5 s.");

        // not ready for long enough before the end that endpoints have forgotten it
        Assert.True(Container.Lifecycle.PreStop.Sleep.Seconds >= Container.ReadinessProbe.PeriodSeconds * Container.ReadinessProbe.FailureThreshold);
    }

    [Fact]
    public void Every_setting_is_one_that_there_is()
    {
        string[] known = [.. SettingKeys.All.Keys];
        Assert.All(Container.Env.Select(variable => variable.Name.Replace("__", ":", StringComparison.Ordinal)), name => Assert.Contains(name, known));
    }

    [Fact]
    public void It_may_do_nothing_that_it_does_not_need()
    {
        Assert.True(Pod.SecurityContext.RunAsNonRoot);
        Assert.False(Pod.AutomountServiceAccountToken);
        Assert.Equal((false, true), (Container.SecurityContext.AllowPrivilegeEscalation, Container.SecurityContext.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], Container.SecurityContext.Capabilities.Drop);
        Assert.Equal(["/healthz", "/readyz"], new[] { Container.LivenessProbe, Container.ReadinessProbe }.Select(probe => probe.HttpGet.Path));
        Assert.Equal(["cpu", "memory"], Container.Resources.Requests.Keys.Order());
        Assert.Contains("memory", Container.Resources.Limits.Keys);
    }

    private static T Single<T>() => Objects.OfType<T>().Single();

    private static IEnumerable<object> Read(string file) => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true);
}
