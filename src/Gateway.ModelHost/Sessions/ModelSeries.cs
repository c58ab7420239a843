using System.Collections.Concurrent;
using Prometheus;

namespace Gateway.ModelHost.Sessions;

/// <summary>A version's series: Triton's names, durations in microseconds; refreshed when Prometheus asks.</summary>
internal sealed class ModelSeries : IDisposable
{
    private static readonly string[] Labels = ["model", "version"];
    private static readonly Counter SuccessTotal = Metrics.CreateCounter("nv_inference_request_success", "Requests answered.", Labels);
    private static readonly Counter FailureTotal = Metrics.CreateCounter("nv_inference_request_failure", "Requests refused or failed.", Labels);
    private static readonly Counter InferenceTotal = Metrics.CreateCounter("nv_inference_count", "Inferences: rows of a batch count each.", Labels);
    private static readonly Counter ExecutionTotal = Metrics.CreateCounter("nv_inference_exec_count", "Runs of the model.", Labels);
    private static readonly Counter RequestTime = Metrics.CreateCounter("nv_inference_request_duration_us", "Whole requests.", Labels);
    private static readonly Counter QueueTime = Metrics.CreateCounter("nv_inference_queue_duration_us", "Requests waiting for a turn.", Labels);
    private static readonly Counter InputTime = Metrics.CreateCounter("nv_inference_compute_input_duration_us", "Making and joining inputs, per request.", Labels);
    private static readonly Counter InferTime = Metrics.CreateCounter("nv_inference_compute_infer_duration_us", "Running, per request.", Labels);
    private static readonly Counter OutputTime = Metrics.CreateCounter("nv_inference_compute_output_duration_us", "Taking outputs apart, per request.", Labels);
    private static readonly Gauge Pending = Metrics.CreateGauge("nv_inference_pending_request_count", "Requests that wait for a turn.", Labels);
    private static readonly HistogramConfiguration Sizes = new() { Buckets = [1, 2, 4, 8, 16, 32, 64, 128, 256], ExemplarBehavior = ExemplarBehavior.NoExemplars() };
    private static readonly Histogram BatchSize = Metrics.CreateHistogram(
        "modelhost_batch_size", "Rows of a run.", Labels, Sizes);

    private static readonly Gauge Device = Metrics.CreateGauge("modelhost_model_device", "1 for the device that the version runs on.", [.. Labels, "device"]);
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
        foreach (Collector<Counter.Child> counter in (Collector<Counter.Child>[])[SuccessTotal, FailureTotal, InferenceTotal, ExecutionTotal, RequestTime, QueueTime, InputTime, InferTime, OutputTime])
        {
            counter.RemoveLabelled(_labels);
        }

        Pending.RemoveLabelled(_labels);
        BatchSize.RemoveLabelled(_labels);
        Device.RemoveLabelled(_device);
    }

    private void Refresh()
    {
        (ModelStatistics all, int pending) = _now();
        SuccessTotal.WithLabels(_labels).IncTo(all.Success.Count);
        FailureTotal.WithLabels(_labels).IncTo(all.Fail.Count);
        InferenceTotal.WithLabels(_labels).IncTo(all.InferenceCount);
        ExecutionTotal.WithLabels(_labels).IncTo(all.ExecutionCount);
        RequestTime.WithLabels(_labels).IncTo(Microseconds(all.Success) + Microseconds(all.Fail));
        QueueTime.WithLabels(_labels).IncTo(Microseconds(all.Queue));
        InputTime.WithLabels(_labels).IncTo(Microseconds(all.ComputeInput));
        InferTime.WithLabels(_labels).IncTo(Microseconds(all.ComputeInfer));
        OutputTime.WithLabels(_labels).IncTo(Microseconds(all.ComputeOutput));
        Pending.WithLabels(_labels).Set(pending);
    }

    private static double Microseconds(StatisticDuration duration) => duration.Nanoseconds / 1000.0;
}
