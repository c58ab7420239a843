using System.Globalization;

namespace Gateway.Core.Models;

/// <summary>Where a model runs: <c>cpu</c>, <c>cuda:1</c>, <c>tensorrt:0</c>, <c>openvino</c>.</summary>
/// <param name="Index">Which of its kind; 0 where there is but one.</param>
public readonly record struct Device(DeviceKind Kind, int Index)
{
    public const string Form = "cpu, cuda, cuda:1, tensorrt, tensorrt:1 or openvino";

    public static readonly Device Cpu = new(DeviceKind.Cpu, 0);

    public static bool TryParse(string text, out Device device)
    {
        string[] parts = text.Split(':');
        DeviceKind kind = parts[0] switch
        {
            "cuda" => DeviceKind.Cuda,
            "tensorrt" => DeviceKind.TensorRt,
            "openvino" => DeviceKind.OpenVino,
            _ => DeviceKind.Cpu,
        };
        int index = 0;
        bool indexed = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < 64;
        device = new Device(kind, index);
        return (kind != DeviceKind.Cpu || parts[0] == "cpu") && (parts.Length == 1 || (indexed && kind is (DeviceKind.Cuda or DeviceKind.TensorRt)));
    }

    public override string ToString() => Kind switch
    {
        DeviceKind.Cuda => $"cuda:{Index}",
        DeviceKind.TensorRt => $"tensorrt:{Index}",
        DeviceKind.OpenVino => "openvino",
        _ => "cpu",
    };
}

public enum DeviceKind
{
    Cpu,
    Cuda,
    TensorRt,
    OpenVino,
}
