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
        File.WriteAllBytes(file, ExternalModel.Bytes(location));
        return LoadedModel.Load(file, new SessionSettings(Device.Cpu, 1, false, new Dictionary<string, string>(), [], false) { AllowExternalData = external });
    }
}
