using Gateway.Core.Inference;
using Gateway.Routing.Shadows;
using Gateway.Telemetry;

namespace Gateway.Routing.Attempts;

/// <summary>Looks into the answer of a host that is not ours for values that are no numbers, from a copy of what went to the client.</summary>
internal sealed class AnswerCheck : IDisposable
{
    private readonly CopiedBytes _copy = new(CopyBudget.Shared);
    private readonly AnswerTee _tee;

    private AnswerCheck(Stream client) => _tee = new AnswerTee(client, _copy);

    /// <returns>Null: the answer is compressed, and is not looked into.</returns>
    public static AnswerCheck? Begin(HttpResponse response, HttpContent answer)
    {
        if (answer.Headers.ContentEncoding.Count > 0)
        {
            Dropped.AnswerCheck.Inc();
            return null;
        }

        AnswerCheck check = new(response.Body);
        response.Body = check._tee;
        return check;
    }

    /// <returns>True when the answer held such a value.</returns>
    public bool End(HttpResponse response)
    {
        response.Body = _tee.Client;
        return IsInvalid(_copy);
    }

    public void Dispose()
    {
        _copy.Dispose();
        _tee.Dispose();
    }

    public static bool IsInvalid(CopiedBytes answer)
    {
        if (!answer.Whole)
        {
            Dropped.AnswerCheck.Inc();
            return false;
        }

        bool read = InferAnswerReader.TryRead(answer.Memory.Span, out InferAnswer outputs);
        using (outputs)
        {
            return read && outputs.Outputs.Any(output => NonFiniteCount.Of(output.Datatype, output.Data, allowInfinity: false) > 0);
        }
    }
}
