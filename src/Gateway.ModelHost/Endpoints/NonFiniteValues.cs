using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints;

/// <summary>What an answer holds that the version does not declare; told to the gateway beside the answer, in whichever protocol.</summary>
internal static class NonFiniteValues
{
    public static void Tell(HttpResponse response, Answer answer, bool allowInfinity)
    {
        long count = answer.Outputs
            .Where(output => output.Datatype is Datatype.Fp16 or Datatype.Bf16 or Datatype.Fp32 or Datatype.Fp64)
            .Sum(output => NonFiniteCount.Of(output.Datatype, output.Data, allowInfinity));
        if (count > 0)
        {
            response.Headers["x-nonfinite-count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
