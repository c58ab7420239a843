using Gateway.Registry.Overlays;

namespace Gateway.Registry;

/// <summary>Models, versions, settings.</summary>
internal static class RegistryServices
{
    public static void AddRegistry(this IServiceCollection services)
    {
        services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section);
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<ArtifactStore>();
        services.AddSingleton<BlobStore>();
        services.AddSingleton<ArtifactUploads>();
        services.AddSingleton<ArtifactRetention>();
        services.AddSingleton<CheckVerdicts>();
        services.AddSingleton<VersionChecks>();
        services.AddSingleton<SignatureRule>();
        services.AddSingleton<VersionIntake>();
        services.AddSingleton<VersionChanges>();
        services.AddSingleton<VersionView>();
        services.AddSingleton<OverlayBook>();
        services.AddSingleton<OverlayChanges>();
        services.AddHostedService<OverlayStart>();
        services.AddHostedService<RegistryStart>();
        services.AddHostedService<StoreSweep>(); // behind it: what the catalog does not know yet is not needed
        services.AddHealthChecks().AddCheck<DiskHealth>("disk");
    }

    public static void MapRegistry(this IEndpointRouteBuilder routes)
    {
        routes.MapModels();
        routes.MapVersions();
        routes.MapBlobs();
        routes.MapOverlays();
    }

    /// <summary>Before the catalog: what it lets go of depends on aliases.</summary>
    private sealed class OverlayStart(IOverlayStore store, OverlayBook book) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) => book.Load(await store.LoadAsync(cancellationToken));

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Loads the catalog before anything reads it.</summary>
    private sealed class RegistryStart(IRegistryStore store, ModelCatalog catalog, VersionChecks checks, ArtifactStore artifacts, IHostApplicationLifetime lifetime) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            _ = artifacts;
            catalog.Load(Here(await store.LoadAsync(cancellationToken)));
            lifetime.ApplicationStarted.Register(checks.Resume);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>A data directory that was restored or moved has its artifacts elsewhere than it remembers.</summary>
        private RegistryContent Here(RegistryContent content) => content with
        {
            Versions = [.. content.Versions.Select(version => version.Source is VersionSource.Artifact source && !File.Exists(source.ArtifactPath) && artifacts.Has(version.Digest)
                ? version with { Source = source with { ArtifactPath = artifacts.PathOf(version.Digest) } }
                : version)],
        };
    }
}
