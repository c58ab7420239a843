using Gateway.Contracts;

namespace Gateway.Hosts;

/// <summary>What a running host is told, each time all of it; the host's own names.</summary>
internal sealed record LiveSettings(IReadOnlyList<string> IgnoredInputs, LiveSettings.Runs Batching)
{
    public static LiveSettings Of(ModelSettings settings) => new(
        settings.IgnoreInputs,
        new Runs(
            settings.Batching?.MaxBatchSize,
            Durations.TryParse(settings.Batching?.MaxQueueDelay, out TimeSpan delay) ? delay.TotalMilliseconds : null,
            settings.Batching?.PreferredBatchSizes,
            settings.Batching?.Queue,
            settings.Concurrency));

    internal sealed record Runs(int? MaxBatchSize, double? MaxQueueDelayMs, IReadOnlyList<int>? PreferredBatchSizes, int? Queue, int Concurrency);
}
