using System.Text;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

public sealed class ExternalDataTests
{
    private readonly string _folder = Paths.Temporary("external");

    [Fact]
    public void Weights_in_the_models_own_folder_are_loaded()
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[16]);
        using LoadedModel model = Load("weights.bin");
        Assert.Equal("y", Assert.Single(model.Signature.Outputs).Name);
    }

    [Theory]
    [InlineData("../secret.bin", "outside")]
    [InlineData("/etc/passwd", "outside")]
    [InlineData("sub/../../secret.bin", "outside")]
    [InlineData("missing.bin", "not there")]
    [InlineData("link.bin", "a link to outside")]
    public void Any_other_place_is_refused_by_name(string location, string says)
    {
        File.WriteAllBytes(Path.Combine(_folder, "..", "secret.bin"), new byte[16]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), "/etc/passwd");
        LoadException refused = Assert.Throws<LoadException>(() => Load(location).Dispose());
        Assert.Contains($"\"{location}\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_pushed_is_one_file()
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[16]);
        Assert.Contains("one file", Assert.Throws<LoadException>(() => Load("weights.bin", external: false).Dispose()).Message, StringComparison.Ordinal);
    }

    private LoadedModel Load(string location, bool external = true)
    {
        string file = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(file, Model(location));
        return LoadedModel.Load(file, new SessionSettings(Device.Cpu, 1, false, new Dictionary<string, string>(), [], false) { AllowExternalData = external });
    }

    /// <summary>y = x + w, with w FP32 [4] at <paramref name="location"/>; field numbers of onnx.proto.</summary>
    private static byte[] Model(string location) =>
    [
        .. Number(1, 8),
        .. Part(8, Number(2, 17)),
        .. Part(7,
            Part(1, Text(1, "x"), Text(1, "w"), Text(2, "y"), Text(4, "Add")),
            Text(2, "g"),
            Part(5, Number(1, 4), Number(2, 1), Text(8, "w"), Part(13, Text(1, "location"), Text(2, location)), Number(14, 1)),
            Part(11, Text(1, "x"), Value()),
            Part(12, Text(1, "y"), Value())),
    ];

    private static byte[] Value() => Part(2, Part(1, Number(1, 1), Part(2, Part(1, Number(1, 4)))));

    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    private static byte[] Text(int field, string text) => Part(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Part(int field, params byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        return [(byte)((field << 3) | 2), .. content.Length < 128 ? new[] { (byte)content.Length } : [(byte)(content.Length | 0x80), (byte)(content.Length >> 7)], .. content];
    }
}
