using Microsoft.ML.OnnxRuntime;

namespace Gateway.Serving;

/// <summary>How people serve a model in ASP.NET without a model host: a minimal API, records, one session.</summary>
internal static class MinimalApi
{
    private sealed record Input(string Name, string Datatype, long[] Shape, float[] Data);

    private sealed record Request(string? Id, Input[] Inputs);

    private sealed record Output(string Name, string Datatype, long[] Shape, float[] Data);

    private sealed record Answer(string? Id, string ModelName, Output[] Outputs);

    public static async Task<int> RunAsync(int port, string model, int threads)
    {
        using Microsoft.ML.OnnxRuntime.SessionOptions options = new() { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using InferenceSession session = new(model, options);
        using RunOptions run = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using WebApplication app = builder.Build();
        app.MapGet("/v2/health/ready", () => TypedResults.Ok());
        app.MapPost("/v2/models/mlp/infer", (Request request) =>
        {
            Input given = request.Inputs[0];
            using OrtValue x = OrtValue.CreateTensorValueFromMemory(given.Data, given.Shape);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [given.Name], [x], session.OutputNames);
            return TypedResults.Ok(new Answer(request.Id, "mlp", [.. session.OutputNames.Zip(outputs, (name, y) =>
                new Output(name, "FP32", y.GetTensorTypeAndShape().Shape, y.GetTensorDataAsSpan<float>().ToArray()))]));
        });
        await app.RunAsync();
        return 0;
    }
}
