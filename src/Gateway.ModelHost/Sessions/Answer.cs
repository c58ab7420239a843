using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>What a model answered to one request. Dispose gives the runtime's memory back.</summary>
internal sealed class Answer(IReadOnlyList<Output> outputs, IDisposable owner) : IDisposable
{
    public IReadOnlyList<Output> Outputs => outputs;

    /// <summary>A run that was made for one request alone.</summary>
    public static Answer Whole(IReadOnlyList<string> names, IDisposableReadOnlyCollection<OrtValue> values) =>
        new([.. names.Zip(values, (name, value) => new Output(name, value))], values);

    public void Dispose() => owner.Dispose();
}
