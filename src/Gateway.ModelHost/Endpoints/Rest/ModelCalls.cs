using System.Diagnostics;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary><c>POST …/infer</c> and <c>POST …:predict</c>: finds the model, refuses what cannot be answered, counts.</summary>
internal sealed class ModelCalls(ModelSet models, InferCall infer, PredictCall predict, Answers answers)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", context => AskAsync(context, infer));
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", context => AskAsync(context, infer));
        routes.MapPost("/v1/models/{model}:predict", context => AskAsync(context, predict));
        routes.MapPost("/v1/models/{model}/versions/{version}:predict", context => AskAsync(context, predict));
    }

    private async Task AskAsync(HttpContext context, IModelCall call)
    {
        string name = (string)context.Request.RouteValues["model"]!;
        string? version = (string?)context.Request.RouteValues["version"];
        if (models.Find(name, version) is not { } served)
        {
            await answers.RefuseAsync(context, Fault.UnknownModel, Unknown(name, version));
            return;
        }

        if ((served.Ready ?? served.Rehearsing) is not { } ready)
        {
            await answers.RefuseAsync(context, Fault.NotReady, NotReady(served));
            return;
        }

        long started = Stopwatch.GetTimestamp();
        bool success = false;
        try
        {
            await call.AnswerAsync(context, ready);
            success = true;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception problem)
        {
            if (!await answers.RefuseAsync(context, problem))
            {
                throw;
            }
        }
        finally
        {
            ready.Metrics.Ended(success, Stopwatch.GetElapsedTime(started));
        }
    }

    public static string Unknown(string model, string? version) => $"Request for unknown model: '{model}'{(version is null ? "" : $" version {version}")} is not found";

    public static string NotReady(ServedModel served) =>
        $"Version {served.File.Version} of {served.File.Name} is not ready{(served.Failure is null ? " yet" : ": it could not be loaded")}.";
}
