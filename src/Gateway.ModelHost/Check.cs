using System.Diagnostics;
using System.Text.Json;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost;

/// <summary><c>--check FILE</c>: what would keep the file from being served, as one line of JSON.</summary>
internal static class Check
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    /// <returns>The exit code: 0 when it may serve.</returns>
    public static int Run(string path, SessionSettings settings)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            using LoadedModel model = LoadedModel.Load(path, settings);
            TimeSpan loaded = Stopwatch.GetElapsedTime(started);
            started = Stopwatch.GetTimestamp();
            string? objection = WarmUp.Run(model);
            Print(new Report(model.Signature, [], model.Digest, loaded.TotalMilliseconds, Stopwatch.GetElapsedTime(started).TotalMilliseconds, objection));
            return 0;
        }
        catch (LoadException problem)
        {
            Print(new Report(null, [.. problem.Problems.Select(text => new Finding(problem.Check, text))], null, null, null, null));
            return 1;
        }
    }

    private static void Print(Report report) => Console.Out.WriteLine(JsonSerializer.Serialize(
        new
        {
            signature = report.Signature is null ? null : new { inputs = Tensors(report.Signature.Inputs), outputs = Tensors(report.Signature.Outputs) },
            report.Problems,
            report.Digest,
            runtime = OrtEnv.Instance().GetVersionString(),
            report.LoadMs,
            report.WarmUpMs,
            report.WarmUpNote,
        },
        Plain));

    private static IEnumerable<object> Tensors(IEnumerable<TensorSpec> specs) =>
        specs.Select(spec => new { spec.Name, datatype = spec.Datatype.Name(), spec.Shape, spec.Optional });

    private sealed record Report(ModelSignature? Signature, IReadOnlyList<Finding> Problems, string? Digest, double? LoadMs, double? WarmUpMs, string? WarmUpNote);

    private sealed record Finding(string Check, string Message);
}
