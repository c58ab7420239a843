using System.Net;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>Models made by others, from their file through the registry to their answer.</summary>
public sealed class FixtureModelsTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    /// <summary>Trained, text, BF16, NaN and infinity: the others go through the same code.</summary>
    private static readonly string[] Diverse = ["mnist", "triton_simple_string", "node_cast_BFLOAT16_to_FLOAT", "derived/nan_inf_output"];

    public static TheoryData<string> Served =>
        [.. FixtureModels.All.Where(FixtureModels.HasRequest).Where(name => LongTests.Asked || Diverse.Contains(name))];

    public static TheoryData<string> Refused => [.. FixtureModels.All.Where(name => !FixtureModels.CanBeServed(name))];

    [Theory]
    [MemberData(nameof(Served))]
    public async Task A_model_is_pushed_and_answers_what_its_makers_expect(string name)
    {
        string model = name.Replace('/', '.');
        using HttpResponseMessage pushed = await registry.PushAsync(model, FixtureModels.FileOf(name));
        Assert.True(pushed.StatusCode == HttpStatusCode.Created, await pushed.Content.ReadAsStringAsync());
        await registry.Gateway.ServesAsync(model);
        using HttpResponseMessage response = await registry.Gateway.InferAsync(model, FixtureModels.Request(name));
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        Assert.Null(FixtureModels.Difference(name, answer));
        await registry.Gateway.Client.DeleteModelAsync(model, force: true, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_cannot_be_served_is_refused(string name)
    {
        using HttpResponseMessage pushed = await registry.PushAsync(name.Replace('/', '.'), FixtureModels.FileOf(name));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, pushed.StatusCode);
    }
}
