using System.Collections.Concurrent;
using Prometheus;

namespace Gateway.ModelHost.Sessions;

/// <summary>A version's series: Triton's names, durations in microseconds; refreshed when Prometheus asks.</summary>
internal sealed class ModelSeries : IDisposable
{
    private static readonly string[] Labels = ["model", "version"];

    private static readonly (Counter Total, Func<ModelStatistics, double> Now)[] Counters =
    [
        Of("request_success", "Requests answered.", now => now.Success.Count),
        Of("request_failure", "Requests refused or failed.", now => now.Fail.Count),
        Of("count", "Inferences: rows of a batch count each.", now => now.InferenceCount),
        Of("exec_count", "Runs of the model.", now => now.ExecutionCount),
        Of("request_duration_us", "Whole requests.", now => Microseconds(now.Success) + Microseconds(now.Fail)),
        Of("queue_duration_us", "Requests waiting for a turn.", now => Microseconds(now.Queue)),
        Of("compute_input_duration_us", "Making and joining inputs, per request.", now => Microseconds(now.ComputeInput)),
        Of("compute_infer_duration_us", "Running, per request.", now => Microseconds(now.ComputeInfer)),
        Of("compute_output_duration_us", "Taking outputs apart, per request.", now => Microseconds(now.ComputeOutput)),
    ];

    private static readonly Gauge Pending = Metrics.CreateGauge("nv_inference_pending_request_count", "Requests that wait for a turn.", Labels);
    private static readonly Gauge Device = Metrics.CreateGauge("modelhost_model_device", "1 for the device that the version runs on.", [.. Labels, "device"]);
    private static readonly HistogramConfiguration Sizes = new() { Buckets = [1, 2, 4, 8, 16, 32, 64, 128, 256], ExemplarBehavior = ExemplarBehavior.NoExemplars() };
    private static readonly Histogram BatchSize = Metrics.CreateHistogram("modelhost_batch_size", "Rows of a run.", Labels, Sizes);
    private static readonly Histogram Unlisted = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateHistogram("rehearsal", "Nobody asks for it.", Sizes);
    private static readonly ConcurrentDictionary<ModelSeries, byte> Live = new();

    private readonly string[] _labels;
    private readonly string[] _device;
    private readonly Func<(ModelStatistics, int)> _now;
    private readonly IHistogram _size;

    static ModelSeries() => Metrics.DefaultRegistry.AddBeforeCollectCallback(() =>
    {
        foreach (ModelSeries series in Live.Keys)
        {
            series.Refresh();
        }
    });

    /// <param name="now">Statistics, and how many requests wait.</param>
    /// <param name="listed">Prometheus sees it.</param>
    public ModelSeries(string model, string version, string device, Func<(ModelStatistics, int)> now, bool listed)
    {
        (_labels, _device, _now) = ([model, version], [model, version, device], now);
        if (!listed)
        {
            _size = Unlisted;
            return;
        }

        _size = BatchSize.WithLabels(_labels);
        Device.WithLabels(_device).Set(1);
        Live.TryAdd(this, 0);
    }

    public void Batch(long rows) => _size.Observe(rows);

    public void Dispose()
    {
        Live.TryRemove(this, out _);
        Array.ForEach(Counters, counter => counter.Total.RemoveLabelled(_labels));
        Pending.RemoveLabelled(_labels);
        BatchSize.RemoveLabelled(_labels);
        Device.RemoveLabelled(_device);
    }

    private void Refresh()
    {
        (ModelStatistics all, int pending) = _now();
        Array.ForEach(Counters, counter => counter.Total.WithLabels(_labels).IncTo(counter.Now(all)));
        Pending.WithLabels(_labels).Set(pending);
    }

    private static (Counter, Func<ModelStatistics, double>) Of(string name, string help, Func<ModelStatistics, double> now) => (Metrics.CreateCounter("nv_inference_" + name, help, Labels), now);

    private static double Microseconds(StatisticDuration duration) => duration.Nanoseconds / 1000.0;
}
