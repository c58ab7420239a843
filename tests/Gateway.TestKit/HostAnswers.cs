using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.TestKit;

/// <summary>What a <see cref="ForeignHost"/> may answer to a prediction.</summary>
public static class HostAnswers
{
    /// <summary>Well, with one number.</summary>
    public static Func<HttpContext, Task> Value(string number) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"model_name":"foreign","outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[{{number}}]}]}""");
    };

    /// <summary>The same as a host does that was asked for binary outputs.</summary>
    public static Func<HttpContext, Task> Bytes(float number) => context =>
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"model_name":"foreign","outputs":[{"name":"y","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}""");
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers[Transports.HeaderLength] = $"{json.Length}";
        return context.Response.Body.WriteAsync((byte[])[.. json, .. BitConverter.GetBytes(number)]).AsTask();
    };

    public static Task OkAsync(HttpContext context) => Value("1")(context);

    public static Func<HttpContext, Task> Slow(int milliseconds) => async context =>
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.RequestAborted);
        await OkAsync(context);
    };

    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync($$"""{"error":"host says {{status}}"}""");
    };

    public static Task FailAsync(HttpContext context) => Status(500)(context);

    /// <summary>Never answers, until the other side has had enough.</summary>
    public static Task HangAsync(HttpContext context) => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

    public static Task ResetAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Announces a thousand bytes, sends none, and goes.</summary>
    public static async Task PromiseAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Announces a thousand bytes, sends a few, and goes.</summary>
    public static async Task LieAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"model_name":"x","outp""");
        await context.Response.Body.FlushAsync();
    }
}
