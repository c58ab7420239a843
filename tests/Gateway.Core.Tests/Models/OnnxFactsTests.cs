using CsCheck;
using Gateway.Core.Models.Onnx;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Core.Tests.Models;

public sealed class OnnxFactsTests
{
    [Fact]
    public void A_trained_model_says_who_made_it_and_what_it_takes()
    {
        using FileStream file = File.OpenRead(Digits.Artifact(1));
        OnnxFacts facts = OnnxFacts.Read(file);
        Assert.Equal(["pixels"], facts.Inputs.Select(input => input.Name));
        Assert.Equal(1, facts.Inputs[0].ElementType); // FLOAT
        Assert.Equal("64", facts.Inputs[0].Shape![1]);
        Assert.InRange(facts.IrVersion, 3, 13);
        Assert.True(facts.Opsets[""] > 7);
        Assert.Empty(facts.ExternalData);
        Assert.Empty(facts.CustomOperators);
    }

    [Fact]
    public void Operators_that_the_runtime_has_not_are_named()
    {
        using FileStream file = File.OpenRead(Path.Combine(Paths.Models, "go_example_needs_extensions", "model.onnx"));
        Assert.NotEmpty(OnnxFacts.Read(file).CustomOperators);
    }

    [Fact]
    public void Weights_that_have_a_default_are_no_inputs()
    {
        using FileStream file = File.OpenRead(Path.Combine(Paths.Models, "mnist", "model.onnx"));
        Assert.Single(OnnxFacts.Read(file).Inputs);
    }

    [Fact]
    public void Any_bytes_at_all_are_walked_to_their_end() =>
        Gen.Byte.Array[0, 200].Sample(bytes => OnnxFacts.Read(new MemoryStream(bytes)).ExternalData.Count >= 0);
}
