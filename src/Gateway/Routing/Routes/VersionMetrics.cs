using System.Collections.Concurrent;
using Gateway.Core.Models;
using Gateway.Routing.Attempts;
using Gateway.Telemetry;
using Prometheus;

namespace Gateway.Routing.Routes;

/// <summary>A version's series, their labels resolved once.</summary>
internal sealed class VersionMetrics
{
    /// <summary>Seconds. No more of them: with two histograms a version they are four fifths of what a thousand models show (MetricsSizeTests).</summary>
    private static readonly double[] Buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

    /// <summary>The library's own takes the trace's id apart for every observation; a sampled trace is given by hand.</summary>
    private static readonly ExemplarBehavior None = ExemplarBehavior.NoExemplars();

    private static readonly Counter AttemptsTotal = Metrics.CreateCounter(
        "gateway_attempts_total", "Requests sent to a version.", ["model", "version", "assignment", "outcome"], new CounterConfiguration { ExemplarBehavior = None });

    private static readonly Histogram AttemptDuration = Metrics.CreateHistogram(
        "gateway_attempt_duration_seconds", "Dispatch to response headers.", ["model", "version"], new HistogramConfiguration { Buckets = Buckets, ExemplarBehavior = None });

    private static readonly Gauge InFlightGauge = Metrics.CreateGauge("gateway_inflight", "Attempts in flight.", "model", "version");

    private static readonly Counter ResponsesTotal = Metrics.CreateCounter(
        "gateway_responses_total", "Answers to clients.", ["model", "version", "code", "rescued"], new CounterConfiguration { ExemplarBehavior = None });

    private static readonly Histogram ResponseDuration = Metrics.CreateHistogram(
        "gateway_response_duration_seconds", "What the client waited.", ["model", "version"], new HistogramConfiguration { Buckets = Buckets, ExemplarBehavior = None });

    private readonly VersionKey _key;
    private volatile bool _removed;
    private readonly Counter.Child?[] _attempts = new Counter.Child?[AttemptWords.Assignments * AttemptWords.Outcomes];
    private readonly ConcurrentDictionary<(int Code, bool Rescued), Counter.Child> _responses = new();
    private readonly Histogram.Child _attemptDuration;
    private readonly Histogram.Child _responseDuration;

    public VersionMetrics(VersionKey key)
    {
        _key = key;
        _attemptDuration = AttemptDuration.WithLabels(key.Model, key.Version);
        _responseDuration = ResponseDuration.WithLabels(key.Model, key.Version);
        InFlight = InFlightGauge.WithLabels(key.Model, key.Version);
    }

    public Gauge.Child InFlight { get; }

    /// <summary>Nothing, once its series are removed.</summary>
    public void Attempted(Attempt attempt)
    {
        if (_removed)
        {
            return;
        }

        int index = (int)attempt.Assignment * AttemptWords.Outcomes + (int)attempt.Outcome;
        (_attempts[index] ??= AttemptsTotal.WithLabels(_key.Model, _key.Version, AttemptWords.Of(attempt.Assignment), AttemptWords.Of(attempt.Outcome))).Inc();
        _attemptDuration.Observe(attempt.Duration.TotalSeconds, Traces.ForHistogram());
    }

    /// <summary>Nothing, once its series are removed.</summary>
    public void Responded(int code, bool rescued, TimeSpan duration)
    {
        if (_removed)
        {
            return;
        }

        if (!_responses.TryGetValue((code, rescued), out Counter.Child? child))
        {
            child = _responses.GetOrAdd((code, rescued), key => ResponsesTotal.WithLabels(
                _key.Model, _key.Version, Text(key.Code), key.Rescued ? "true" : "false"));
        }

        child.Inc();
        _responseDuration.Observe(duration.TotalSeconds, Traces.ForHistogram());
    }

    /// <summary>An answer before any attempt: of no version.</summary>
    public static void Refused(string model, int code) => ResponsesTotal.WithLabels(model, "", Text(code), "false").Inc();

    public static void ForgetRefused(string model)
    {
        foreach (string[] labels in ResponsesTotal.GetAllLabelValues().Where(labels => labels[0] == model && labels[1].Length == 0).ToList())
        {
            ResponsesTotal.RemoveLabelled(labels);
        }
    }

    private static string Text(int code) => code.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public void Remove()
    {
        _removed = true;
        foreach (Counter.Child? child in _attempts)
        {
            child?.Remove();
        }

        foreach (Counter.Child child in _responses.Values)
        {
            child.Remove();
        }

        _attemptDuration.Remove();
        _responseDuration.Remove();
        InFlight.Remove();
    }
}
