using Gateway.Core.Analysis;

namespace Gateway.Analysis;

/// <summary>Told at once when a guard fails on the request path; implemented by Rollouts. Quick, and without the store.</summary>
internal interface IVerdictSink
{
    void Failed(string model, Guid run, Judgement judgement);
}
