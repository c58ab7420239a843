using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Metadata, readiness and configuration of models.</summary>
internal static class ModelEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/models", (ModelSet models) => Answers.Json(new { models = models.All.Select(model => model.File.Name).Distinct() }));
        foreach (string model in (string[])["/v2/models/{model}", "/v2/models/{model}/versions/{version}"])
        {
            routes.MapGet(model, Metadata);
            routes.MapMethods(model + "/ready", Reading, Ready);
            routes.MapGet(model + "/config", Config);
        }
    }

    private static IResult Metadata(string model, string? version, ModelSet models, Answers answers) =>
        WhenReady(model, version, models, answers, ready => new
        {
            name = model,
            versions = models.Versions(model),
            platform = ConfigMessage.Platform,
            parameters = new { device = ready.Model.Device.ToString() },
            inputs = ready.Model.Signature.Inputs.Select(Tensor),
            outputs = ready.Model.Signature.Outputs.Select(Tensor),
        });

    private static IResult Config(string model, string? version, ModelSet models, Answers answers) =>
        WhenReady(model, version, models, answers, ready => MessageJson.Of(ConfigMessage.Of(ready)));

    private static IResult Ready(string model, string? version, ModelSet models, Answers answers) => models.Find(model, version) switch
    {
        null => answers.Refusal(Fault.UnknownProbed, ModelCalls.Unknown(model, version)),
        { Ready: not null } => Answers.Json(new { name = model, ready = true }),
        var served => Answers.Json(new { name = model, ready = false, reason = ModelCalls.NotReady(served) }, answers.Dialect.Status(Fault.NotReadyProbed)),
    };

    private static IResult WhenReady(string model, string? version, ModelSet models, Answers answers, Func<ReadyModel, object> of) => models.Find(model, version) switch
    {
        null => answers.Refusal(Fault.UnknownModel, ModelCalls.Unknown(model, version)),
        { Ready: { } ready } => Answers.Json(of(ready)),
        var served => answers.Refusal(Fault.NotReady, served.Failure is { } problem ? $"Version {served.File.Version} of {model} is not ready: {problem}" : ModelCalls.NotReady(served)),
    };

    private static object Tensor(TensorSpec spec) => new { name = spec.Name, datatype = spec.Datatype.Name(), shape = spec.Shape };
}
