using Gateway.Core.Models;
using Gateway.Journal;

namespace Gateway.Registry;

/// <summary>Where models and versions are kept; implemented by Storage. Each change and its journal entries are one transaction.</summary>
internal interface IRegistryStore
{
    Task<RegistryContent> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Gives the version the model's next number, or finds the one with its digest.</summary>
    /// <param name="trial">Kept beside the version; beside one that is there already only where it is to be checked again, and nothing is taken away.</param>
    /// <returns>The version, and whether it is new.</returns>
    Task<(VersionRecord Version, bool Added)> AddAsync(VersionRecord draft, VersionTrial trial, Func<VersionKey, JournalEntry> explain, CancellationToken cancellationToken);

    Task<VersionTrial> TrialAsync(VersionKey version, CancellationToken cancellationToken);

    Task UpdateAsync(VersionRecord version, JournalEntry entry, CancellationToken cancellationToken);

    Task DeleteAsync(VersionKey version, JournalEntry entry, CancellationToken cancellationToken);

    Task DeleteModelAsync(string model, JournalEntry entry, CancellationToken cancellationToken);

    /// <returns>The saved settings; null when the revision was not the expected one.</returns>
    Task<ModelSettings?> SaveSettingsAsync(string model, Contracts.ModelSettings document, long? expected, JournalEntry entry, CancellationToken cancellationToken);
}

internal sealed record RegistryContent(IReadOnlyList<VersionRecord> Versions, IReadOnlyList<ModelSettings> Settings);
