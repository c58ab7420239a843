using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Hop;

/// <summary>A V2 host that computes nothing: whatever time passes is the hop's.</summary>
internal static class FastHost
{
    private const string Model =
        """{"name":"digits","versions":["1"],"platform":"none","inputs":[{"name":"pixels","datatype":"FP32","shape":[-1,64]}],"outputs":[{"name":"label","datatype":"INT64","shape":[-1]}]}""";

    public static async Task<int> RunAsync(int port, string version)
    {
        byte[] answer = Encoding.UTF8.GetBytes(
            $$"""{"model_name":"digits","model_version":"{{version}}","outputs":[{"name":"label","datatype":"INT64","shape":[1],"data":[3]},{"name":"probabilities","datatype":"FP32","shape":[1,10],"data":[0.001,0.002,0.003,0.97,0.004,0.005,0.006,0.003,0.004,0.002]}]}""");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, answer));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        byte[] body = answer;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            body = context.Request.Path.Value!.EndsWith("/models/digits", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(Model) : "{}"u8.ToArray();
        }
        else
        {
            await DrainAsync(context.Request.BodyReader);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.BodyWriter.Write(body);
    }

    private static async ValueTask DrainAsync(PipeReader reader)
    {
        ReadResult read;
        do
        {
            read = await reader.ReadAsync();
            reader.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
    }
}
