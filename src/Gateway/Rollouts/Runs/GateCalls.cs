using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Rollouts.Runs;

/// <summary>Asks a step's URL whether the step may be left: 2xx opens it, anything else holds the rollout.</summary>
internal sealed class GateCalls(IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    private const int Tries = 4;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>The same, with the gate's answer when there is one; asks once per stay in the step.</returns>
    public Observation Ask(LiveRun run, Observation seen)
    {
        RolloutState state = run.State;
        if (state.Phase is not (Phase.Progressing or Phase.Shadowing) || run.Record.Plan.Steps[state.StepIndex] is not { Gate: { Url: { } url } gate } step || !StepRules.Done(step, state, seen))
        {
            return seen;
        }

        run.GateCall ??= CallAsync(new Uri(url), gate.Timeout, Question(run));
        return run.GateCall.IsCompletedSuccessfully ? seen with { Gate = run.GateCall.Result } : seen;
    }

    public void Dispose() => _client.Dispose();

    private static object Question(LiveRun run) => new
    {
        rollout = run.Record.Id,
        model = run.Record.Model,
        baseline = run.Record.Plan.Baseline.Version,
        candidate = run.Record.Plan.Candidate.Version,
        step = run.State.StepIndex,
        weight = run.State.CandidateWeight / 100m,
        guards = run.Guards,
    };

    private async Task<GateAnswer> CallAsync(Uri url, TimeSpan timeout, object question)
    {
        string shown = url.GetLeftPart(UriPartial.Path); // a query may hold a token
        try
        {
            using HttpResponseMessage response = await Retrying(timeout).ExecuteAsync(
                async token => await PostAsync(url, question, token), lifetime.ApplicationStopping);
            return new GateAnswer(response.IsSuccessStatusCode, $"the gate {shown} answered {(int)response.StatusCode}");
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutRejectedException)
        {
            return new GateAnswer(false, $"the gate {shown} did not answer: {problem.Message}");
        }
    }

    /// <summary>The answer is its status: a body may be long, and nobody reads it.</summary>
    private async Task<HttpResponseMessage> PostAsync(Uri url, object question, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = JsonContent.Create(question, options: ContractJson.Options) };
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>What may pass is tried again: no answer, 429, 5xx. The limit holds for all tries together; one that hangs takes half of it.</summary>
    private ResiliencePipeline<HttpResponseMessage> Retrying(TimeSpan timeout) => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
        .AddTimeout(timeout)
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = Tries - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                .Handle<HttpRequestException>().Handle<TimeoutRejectedException>()
                .HandleResult(response => (int)response.StatusCode is 429 or >= 500),
        })
        .AddTimeout(timeout / 2)
        .Build();
}
