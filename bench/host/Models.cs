using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.Serving;

/// <summary>A situation's model, and beside it what the runtime answers to each of its rows, run alone: FP32, row by row.</summary>
/// <param name="Model">The ONNX file.</param>
/// <param name="Expected">The answers.</param>
internal sealed record Models(string Model, string Expected)
{
    public const int Rows = 64;

    public static Models Make(string folder, Situation situation)
    {
        Models made = new(Path.Combine(folder, $"{situation.Name}.onnx"), Path.Combine(folder, $"{situation.Name}.expected"));
        Mlp.Write(made.Model, situation.Sizes);
        using InferenceSession session = new(made.Model);
        using RunOptions run = new();
        using FileStream expected = File.Create(made.Expected);
        foreach (float[] row in Serving.Rows.Of(situation.Columns, Rows))
        {
            using OrtValue x = OrtValue.CreateTensorValueFromMemory(row, [1, row.Length]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["x"], [x], ["y"]);
            expected.Write(MemoryMarshal.AsBytes(outputs[0].GetTensorDataAsSpan<float>()));
        }

        return made;
    }
}
