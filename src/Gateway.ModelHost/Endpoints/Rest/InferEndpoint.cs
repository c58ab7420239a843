using System.Diagnostics;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>.</summary>
internal sealed class InferEndpoint(ModelSet models, RestInference inference)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", InferAsync);
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", InferAsync);
    }

    private async Task InferAsync(HttpContext context)
    {
        string name = (string)context.Request.RouteValues["model"]!;
        string? version = (string?)context.Request.RouteValues["version"];
        if (models.Find(name, version) is not { } served)
        {
            await Answers.ErrorAsync(context, 404, $"There is no {(version is null ? "" : $"version {version} of ")}model \"{name}\".");
            return;
        }

        if ((served.Ready ?? served.Rehearsing) is not { } ready)
        {
            context.Response.Headers.RetryAfter = "1";
            await Answers.ErrorAsync(context, 503, $"Version {served.File.Version} of {name} is not ready{(served.Failure is null ? " yet" : ": it could not be loaded")}.");
            return;
        }

        long started = Stopwatch.GetTimestamp();
        bool success = await inference.AnswerAsync(context, ready);
        ready.Metrics?.Ended(success, Stopwatch.GetElapsedTime(started));
    }
}
