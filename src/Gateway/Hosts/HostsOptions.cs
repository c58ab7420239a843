using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Hosts;

/// <summary>How host processes are kept.</summary>
internal sealed class HostsOptions
{
    public const string Section = "Hosts";

    /// <summary>How long host processes outlive the gateway. Default 30 s; 0 when the gateway runs on a terminal.</summary>
    [Description("How long host processes outlive the gateway; default 30s, 0s on a terminal.")]
    public TimeSpan? Linger { get; set; }

    /// <summary>Host processes at once.</summary>
    [Range(1, 4096), Description("Host processes at once; default 64.")]
    public int MaxProcesses { get; set; } = 64;

    /// <summary>Bytes that all host processes may take together, estimated; none: no budget.</summary>
    [Range(1, long.MaxValue), Description("Bytes that all host processes may take together; default: no budget.")]
    public long? MemoryBudget { get; set; }

    /// <summary>Bytes of heaps and stacks of one host process, also of the one that checks a push; none: no limit.</summary>
    [Range(1L << 28, long.MaxValue), Description("Bytes that one host process may allocate, at least 268435456; default: no limit.")]
    public long? MaxMemory { get; set; }

    /// <summary>Processors that one host process may run on, also the one that checks a push; none: all that the gateway may use.</summary>
    [Range(1, 64), Description("Processors that one host process may run on; default: as many as the gateway.")]
    public int? MaxProcessors { get; set; }

    public ProcessLimits Limits => new(MaxMemory, MaxProcessors);

    public TimeSpan EffectiveLinger => Linger ?? (Console.IsInputRedirected || Console.IsOutputRedirected ? TimeSpan.FromSeconds(30) : TimeSpan.Zero);
}
