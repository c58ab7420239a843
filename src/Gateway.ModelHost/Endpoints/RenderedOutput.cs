using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints;

/// <summary>An output in the form that the request asks for.</summary>
/// <param name="Size">Bytes that follow the JSON; null: its elements are in the JSON.</param>
internal readonly record struct RenderedOutput(ITensor Tensor, long? Size)
{
    /// <param name="made">Takes the tensors that are the caller's to dispose.</param>
    /// <exception cref="ProtocolException">An output cannot have that form.</exception>
    public static RenderedOutput[] Of(Answer answer, InferRequest request, ReadyModel ready, List<Tensor> made)
    {
        RenderedOutput[] rendered = new RenderedOutput[answer.Outputs.Count];
        for (int i = 0; i < rendered.Length; i++)
        {
            RequestedOutput asked = request.Outputs.Count > 0 ? request.Outputs[i] : new RequestedOutput("", request.Parameters.BinaryOutputs);
            ITensor tensor = answer.Outputs[i];
            if (asked.Classification > 0)
            {
                Tensor top = Classification.Top(tensor, asked.Classification, Batches(ready.Model.Signature, tensor.Name), ready.File.Config.Labels.GetValueOrDefault(tensor.Name));
                made.Add(top);
                tensor = top;
            }

            rendered[i] = new RenderedOutput(tensor, asked.Binary == true ? RawTensor.SizeOf(tensor) : null);
        }

        return rendered;
    }

    private static bool Batches(ModelSignature signature, string output) => signature.Outputs.First(spec => spec.Name == output).Shape is [< 0, ..];
}
