using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.Serving;

/// <summary>What ONNX Runtime itself does: a loop in a process of its own, on memory that is made once.</summary>
internal static class DirectLoop
{
    /// <summary>Prints <c>LOOP inferences seconds cpuSeconds</c>.</summary>
    public static int Run(string model, int threads, int batch, int seconds)
    {
        using Microsoft.ML.OnnxRuntime.SessionOptions options = new() { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // as the host has it, and everyone who shares a machine
        using InferenceSession session = new(model, options);
        using RunOptions run = new();
        int columns = session.InputMetadata["x"].Dimensions[1], results = session.OutputMetadata["y"].Dimensions[1];
        float[] x = new float[batch * columns], y = new float[batch * results];
        Rows.Of(columns, batch).SelectMany(row => row).ToArray().CopyTo(x, 0);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [batch, columns]), output = OrtValue.CreateTensorValueFromMemory(y, [batch, results]);
        long inferences = 0, started = 0;
        TimeSpan cpu = TimeSpan.Zero;
        for (int warm = 0; warm < 2; warm++)
        {
            (inferences, started, cpu) = (0, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            TimeSpan most = TimeSpan.FromSeconds(warm == 0 ? 1 : seconds);
            while (Stopwatch.GetElapsedTime(started) < most)
            {
                session.Run(run, ["x"], [input], ["y"], [output]);
                inferences += batch;
            }
        }

        Console.WriteLine($"LOOP {inferences} {Stopwatch.GetElapsedTime(started).TotalSeconds} {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds}");
        return 0;
    }
}
