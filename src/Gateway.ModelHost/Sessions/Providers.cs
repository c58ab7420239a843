using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>The runtime's execution providers. Nothing falls back to the processor unasked.</summary>
internal static class Providers
{
    /// <exception cref="LoadException">The runtime has no provider for the device, or the provider finds no such device.</exception>
    public static void Append(this Microsoft.ML.OnnxRuntime.SessionOptions options, Device device)
    {
        if (device.Kind == DeviceKind.Cpu)
        {
            return;
        }

        string[] there = OrtEnv.Instance().GetAvailableProviders();
        string provider = NameOf(device.Kind);
        if (!there.Contains(provider))
        {
            throw new LoadException("device", [$"The device {device} needs the {provider}, which this host is built without; it has {string.Join(", ", there)}."]);
        }

        try
        {
            switch (device.Kind)
            {
                case DeviceKind.Cuda:
                    options.AppendExecutionProvider_CUDA(device.Index);
                    break;
                case DeviceKind.TensorRt:
                    options.AppendExecutionProvider_Tensorrt(device.Index);
                    options.AppendExecutionProvider_CUDA(device.Index); // for what TensorRT does not take
                    break;
                default:
                    options.AppendExecutionProvider_OpenVINO();
                    break;
            }
        }
        catch (OnnxRuntimeException problem)
        {
            throw new LoadException("device", [$"The device {device} cannot be used: {problem.Message}"]);
        }
    }

    public static string NameOf(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => "CUDAExecutionProvider",
        DeviceKind.TensorRt => "TensorrtExecutionProvider",
        DeviceKind.OpenVino => "OpenVINOExecutionProvider",
        _ => "CPUExecutionProvider",
    };
}
