using Gateway.ModelHost.Sessions;
using Prometheus;

namespace Gateway.ModelHost.Usage;

/// <summary>Processor and memory, refreshed when Prometheus asks: of the machine by Triton's names, and of a model that has the process to itself.</summary>
internal sealed class UsageSeries(ModelSet models)
{
    private static readonly string[] Labels = ["model", "version"];
    private static readonly Gauge Utilization = Metrics.CreateGauge("nv_cpu_utilization", "Share of the machine's processors in use since the last look, 0 to 1.");
    private static readonly Gauge MachineMemory = Metrics.CreateGauge("nv_cpu_memory_total_bytes", "Memory of the machine.");
    private static readonly Gauge UsedMemory = Metrics.CreateGauge("nv_cpu_memory_used_bytes", "Memory of the machine in use.");
    private static readonly Counter Processor = Metrics.CreateCounter("modelhost_model_cpu_seconds_total", "Processor time of the process, where it serves one model.", Labels);
    private static readonly Gauge Memory = Metrics.CreateGauge("modelhost_model_memory_bytes", "Resident memory of the process, where it serves one model.", Labels);

    private readonly Lock _changes = new();
    private (long Busy, long All) _before = Machine.Processor();
    private string[]? _told;

    public void Publish() => Metrics.DefaultRegistry.AddBeforeCollectCallback(Refresh);

    private void Refresh()
    {
        lock (_changes)
        {
            OfMachine();
            OfModel(models.Only is { } only ? [only.File.Name, only.File.Version] : null);
        }
    }

    private void OfMachine()
    {
        (long busy, long all) = Machine.Processor();
        if (all > _before.All)
        {
            Utilization.Set((double)(busy - _before.Busy) / (all - _before.All));
            _before = (busy, all);
        }

        (long used, long total) = Machine.Memory();
        UsedMemory.Set(used);
        MachineMemory.Set(total);
    }

    private void OfModel(string[]? now)
    {
        if (_told is { } before && (now is null || !before.SequenceEqual(now)))
        {
            Processor.RemoveLabelled(before);
            Memory.RemoveLabelled(before);
        }

        _told = now;
        if (now is not null)
        {
            Processor.WithLabels(now).IncTo(Environment.CpuUsage.TotalTime.TotalSeconds);
            Memory.WithLabels(now).Set(Environment.WorkingSet);
        }
    }
}
