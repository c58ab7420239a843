using Gateway.Analysis.History;

namespace Gateway.Analysis;

/// <summary>Counting and judging.</summary>
internal static class AnalysisServices
{
    public static void AddAnalysis(this IServiceCollection services)
    {
        services.AddSingleton<TrafficHistory>();
        services.AddSingleton<HistoryReader>();
        services.AddHostedService<HistoryKeeper>();
        services.AddSingleton<HistoryObserver>();
        services.AddSingleton<InFlightScan>();
    }
}
