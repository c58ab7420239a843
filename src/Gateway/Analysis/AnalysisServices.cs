namespace Gateway.Analysis;

/// <summary>Counting and judging.</summary>
internal static class AnalysisServices
{
    public static void AddAnalysis(this IServiceCollection services)
    {
        services.AddSingleton<TrafficHistory>();
        services.AddSingleton<HistoryObserver>();
        services.AddSingleton<InFlightScan>();
    }
}
