using System.Text;
using System.Text.RegularExpressions;
using Gateway.Security;
using Prometheus;

namespace Gateway.Telemetry;

/// <summary><c>/metrics</c>: every series, or those of the models that the caller's key is for.</summary>
internal static partial class ScopedMetrics
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapScopedMetrics(this IEndpointRouteBuilder routes)
    {
        RequestDelegate all = routes.CreateApplicationBuilder().UseMetricServer(settings => settings.EnableOpenMetrics = true, "").Build();
        routes.MapGet("/metrics", context => Grant.Of(context).Models is { IsAll: false } models ? SomeAsync(context, models) : all(context)).Needs(Permission.View).ExcludeFromDescription();
    }

    private static async Task SomeAsync(HttpContext context, ModelScope models)
    {
        using MemoryStream text = new();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text, context.RequestAborted);
        context.Response.ContentType = ContentType;
        foreach (string line in Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Model().Match(line) is not { Success: true } model || models.Includes(model.Groups[1].ValueSpan))
            {
                await context.Response.WriteAsync(line + "\n", context.RequestAborted);
            }
        }
    }

    [GeneratedRegex("[{,]model=\"([^\"]*)\"")]
    private static partial Regex Model();
}
