using System.Diagnostics;
using System.Text.Json;
using Gateway.Core.Models;
using Gateway.Core.Preflight;
using Gateway.ModelHost.Preflight;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost;

/// <summary><c>--check FILE [--golden FILE] [--measure]</c>: what would keep the file from being served, as one line of JSON.</summary>
internal static class Check
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    /// <param name="golden">Rows to ask it; null: none.</param>
    /// <param name="measure">Whether time and memory are of interest.</param>
    /// <returns>The exit code: 0 when it may serve.</returns>
    public static int Run(string path, SessionSettings settings, string? golden, bool measure)
    {
        List<Finding> checks = [];
        long started = Stopwatch.GetTimestamp();
        try
        {
            IReadOnlyList<GoldenRow> rows = golden is null ? [] : GoldenRow.Read(golden);
            checks.AddRange(File.Exists(path) ? EnvironmentChecks.Of(path) : []);
            using LoadedModel model = LoadedModel.Load(path, settings);
            TimeSpan loaded = Stopwatch.GetElapsedTime(started);
            checks.Add(Finding.Passed("load.opens", $"in {loaded.TotalMilliseconds:0} ms"));
            started = Stopwatch.GetTimestamp();
            string? objection = WarmUp.Run(model);
            TimeSpan first = Stopwatch.GetElapsedTime(started);
            checks.AddRange(GoldenChecks.Of(model, rows));
            Print(new Report(model.Signature, checks, model.Digest, loaded.TotalMilliseconds, first.TotalMilliseconds, objection) { Measured = measure ? Measured.Of(model, rows, loaded, first) : null });
        }
        catch (LoadException problem)
        {
            // the runtime's own words about an operator or an opset say less than the check that found it
            bool known = checks.Any(check => check.Result == CheckResult.Failed);
            checks.AddRange(known && problem.Check == "load" ? [] : problem.Problems.Select(text => Finding.Failed(problem.Check, text)));
            Print(new Report(null, checks, null, null, null, null));
        }
        catch (FormatException problem)
        {
            checks.Add(Finding.Failed("golden.rows", problem.Message));
            Print(new Report(null, checks, null, null, null, null));
        }

        return checks.Any(check => check.Result == CheckResult.Failed) ? 1 : 0;
    }

    private static void Print(Report report) => Console.Out.WriteLine(JsonSerializer.Serialize(
        new
        {
            signature = report.Signature is null ? null : new { inputs = Tensors(report.Signature.Inputs), outputs = Tensors(report.Signature.Outputs) },
            problems = report.Checks.Where(check => check.Result == CheckResult.Failed).Select(check => new { check.Check, message = check.Says }),
            verdict = CheckResult.Of(report.Checks),
            report.Checks,
            report.Digest,
            runtime = OrtEnv.Instance().GetVersionString(),
            cores = Environment.ProcessorCount,
            providers = OrtEnv.Instance().GetAvailableProviders(),
            report.LoadMs,
            report.WarmUpMs,
            report.WarmUpNote,
            report.Measured,
        },
        Plain));

    private static IEnumerable<object> Tensors(IEnumerable<TensorSpec> specs) =>
        specs.Select(spec => new { spec.Name, datatype = spec.Datatype.Name(), spec.Shape, spec.Optional });

    private sealed record Report(ModelSignature? Signature, IReadOnlyList<Finding> Checks, string? Digest, double? LoadMs, double? WarmUpMs, string? WarmUpNote)
    {
        public Measured? Measured { get; init; }
    }
}
