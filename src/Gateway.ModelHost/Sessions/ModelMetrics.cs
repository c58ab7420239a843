using Prometheus;

namespace Gateway.ModelHost.Sessions;

/// <summary>A model's counters under Triton's names; durations in microseconds.</summary>
internal sealed class ModelMetrics(string model, string version)
{
    private static readonly string[] Labels = ["model", "version"];
    private static readonly Counter SuccessTotal = Metrics.CreateCounter("nv_inference_request_success", "Requests answered.", Labels);
    private static readonly Counter FailureTotal = Metrics.CreateCounter("nv_inference_request_failure", "Requests refused or failed.", Labels);
    private static readonly Counter InferenceTotal = Metrics.CreateCounter("nv_inference_count", "Inferences: rows of a batch count each.", Labels);
    private static readonly Counter ExecutionTotal = Metrics.CreateCounter("nv_inference_exec_count", "Runs of the model.", Labels);
    private static readonly Counter RequestTime = Metrics.CreateCounter("nv_inference_request_duration_us", "Whole requests.", Labels);
    private static readonly Counter QueueTime = Metrics.CreateCounter("nv_inference_queue_duration_us", "Waiting for a turn.", Labels);
    private static readonly Counter ComputeTime = Metrics.CreateCounter("nv_inference_compute_infer_duration_us", "Running.", Labels);

    private readonly Counter.Child _success = SuccessTotal.WithLabels(model, version);
    private readonly Counter.Child _failure = FailureTotal.WithLabels(model, version);
    private readonly Counter.Child _inferences = InferenceTotal.WithLabels(model, version);
    private readonly Counter.Child _executions = ExecutionTotal.WithLabels(model, version);
    private readonly Counter.Child _request = RequestTime.WithLabels(model, version);
    private readonly Counter.Child _queue = QueueTime.WithLabels(model, version);
    private readonly Counter.Child _compute = ComputeTime.WithLabels(model, version);

    public void Ran(TimeSpan queued, TimeSpan computed, long rows)
    {
        _queue.Inc(queued.TotalMicroseconds);
        _compute.Inc(computed.TotalMicroseconds);
        _inferences.Inc(rows);
        _executions.Inc();
    }

    public void Ended(bool success, TimeSpan took)
    {
        (success ? _success : _failure).Inc();
        _request.Inc(took.TotalMicroseconds);
    }
}
