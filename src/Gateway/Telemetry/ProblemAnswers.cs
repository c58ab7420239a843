using Gateway.Contracts;
using Microsoft.AspNetCore.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>Whatever goes wrong on the admin port is told as a problem, never as a stack trace.</summary>
internal static class ProblemAnswers
{
    public static void UseProblemAnswers(this IApplicationBuilder admin)
    {
        admin.UseExceptionHandler(errors => errors.Run(context =>
        {
            int status = context.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad ? bad.StatusCode : 500;
            return WriteAsync(context, status, status == 500 ? "The gateway failed; its log says why." : "The request could not be read.");
        }));
        admin.UseStatusCodePages(pages => WriteAsync(pages.HttpContext, pages.HttpContext.Response.StatusCode, null));
    }

    private static Task WriteAsync(HttpContext context, int status, string? detail)
    {
        (string slug, string title) = status switch
        {
            404 => ("not-found", "There is nothing here."),
            405 => ("method-not-allowed", "This call does not exist with that method."),
            413 => ("too-large", "The body is too large."),
            415 => ("unsupported-media-type", "The body's content type is not understood: JSON needs content-type: application/json."),
            >= 500 => ("internal", "The gateway failed."),
            _ => ("bad-request", "The request was refused."),
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new Problem(slug, title, status, detail), ContractJson.Options, "application/problem+json", context.RequestAborted);
    }
}
