using Gateway.Core.Models.Onnx;
using Gateway.Core.Preflight;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Preflight;

/// <summary>Whether this runtime is new enough, before it is asked.</summary>
internal static class EnvironmentChecks
{
    /// <summary>Of ONNX Runtime 1.31, tried with files (docs/decisions/0046).</summary>
    private const long NewestOpset = 26;

    private const long NewestIr = 13;

    public static IEnumerable<Finding> Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        OnnxFacts facts = OnnxFacts.Read(file);
        string runtime = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";
        long opset = facts.Opsets.GetValueOrDefault("");
        yield return opset > NewestOpset
            ? Finding.Failed("environment.opset", $"opset {opset} > {NewestOpset}; re-export at <= {NewestOpset} or use a newer runtime than {runtime}")
            : Finding.Passed("environment.opset", $"opset {opset}, {runtime}");
        yield return facts.IrVersion > NewestIr
            ? Finding.Failed("environment.ir", $"IR version {facts.IrVersion} > {NewestIr}; re-export it or use a newer runtime than {runtime}")
            : Finding.Passed("environment.ir", $"IR version {facts.IrVersion}");
        yield return facts.CustomOperators.Count > 0
            ? Finding.Failed("environment.operators", $"{runtime} has no {string.Join(", ", facts.CustomOperators.Take(10))}")
            : Finding.Passed("environment.operators", "every operator is the runtime's own");
    }
}
