using Gateway.Analysis;
using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Hooks;
using Gateway.Journal;
using Gateway.Notifications;
using Gateway.Registry;
using Gateway.Registry.Overlays;
using Gateway.Rollouts;
using Gateway.Security.Keys;

namespace Gateway.Storage.Sqlite;

/// <summary>SQLite behind the ports of the features.</summary>
internal static class SqliteServices
{
    public static void AddSqlite(this IServiceCollection services)
    {
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IHistoryStore, HistoryTable>();
        services.AddSingleton<IHookStore, HookTable>();
        services.AddSingleton<IIdempotencyStore, IdempotencyTable>();
        services.AddSingleton<IKeyStore, KeyTable>();
        services.AddSingleton<IJournal, SqliteJournal>();
        services.AddSingleton<IJournalChain, SqliteJournalChain>();
        services.AddHostedService<JournalKeeper>();
        services.AddSingleton<IOutbox, OutboxTable>();
        services.AddSingleton<IOverlayStore, OverlayTable>();
        services.AddSingleton<IRegistryStore, RegistryTable>();
        services.AddSingleton<IRolloutStore, RolloutTable>();
        services.AddSingleton<IWeightHistory, WeightHistory>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
    }
}
