using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Gateway.TestKit;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace Gateway.ModelHost.Tests;

public sealed class DeviceTests
{
    private static string Mnist => FixtureModels.FileOf("mnist");

    private static bool HasCuda => OrtEnv.Instance().GetAvailableProviders().Contains(Providers.NameOf(DeviceKind.Cuda)) && File.Exists("/dev/nvidia0");

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    [InlineData("tensorrt", "tensorrt:0")]
    [InlineData("tensorrt:1", "tensorrt:1")]
    [InlineData("openvino", "openvino")]
    [InlineData("gpu", null)]
    [InlineData("cpu:1", null)]
    [InlineData("openvino:1", null)]
    [InlineData("cuda:", null)]
    [InlineData("cuda:-1", null)]
    [InlineData("cuda:0:0", null)]
    [InlineData("", null)]
    public void A_device_has_one_spelling_and_nothing_else_is_one(string text, string? name) =>
        Assert.Equal(name, Device.TryParse(text, out Device device) ? device.ToString() : null);

    [Theory]
    [InlineData(DeviceKind.Cuda)]
    [InlineData(DeviceKind.TensorRt)]
    [InlineData(DeviceKind.OpenVino)]
    public void Without_the_device_nothing_is_loaded_and_what_there_is_is_said(DeviceKind kind)
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains(Providers.NameOf(kind)), $"this runtime has the {Providers.NameOf(kind)}");
        LoadException refused = Assert.Throws<LoadException>(() => Load(new Device(kind, 0)));
        Assert.Equal("device", refused.Check);
        Assert.Contains(Providers.NameOf(kind), refused.Message, StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_gpu_the_model_runs_there()
    {
        Assert.SkipUnless(HasCuda, "no NVIDIA device, or a runtime without the CUDAExecutionProvider: -p:Gpu=true builds one with it");
        using LoadedModel model = Load(new Device(DeviceKind.Cuda, 0));
        Assert.Equal("cuda:0", model.Device.ToString());
        Assert.Null(WarmUp.Run(model));
    }

    [Fact]
    public async Task The_check_and_the_host_refuse_a_device_that_is_not_there()
    {
        Assert.SkipWhen(HasCuda, "this machine has the device");
        string program = Paths.Program("Gateway.ModelHost", "modelhost");
        await using RunningProcess check = RunningProcess.Start(program, ["--check", Mnist, "--device", "cuda:0"]);
        Assert.Equal(1, await check.ExitAsync());
        Assert.Contains("\"check\":\"device\"", check.Output, StringComparison.Ordinal);
        await using HostProcess host = HostProcess.Launch("--model", $"mnist={Mnist}", "--device", "cuda");
        Assert.Equal(1, await host.Process.ExitAsync());
        Assert.Contains("CUDAExecutionProvider", host.Process.Output, StringComparison.Ordinal);
    }

    private static LoadedModel Load(Device device) => LoadedModel.Load(Mnist, new SessionSettings(device, 1, false, new Dictionary<string, string>(), [], false));
}
