using System.Collections.Immutable;
using Gateway.ModelHost.Repository;

namespace Gateway.ModelHost.Sessions;

/// <summary>Models that come and go while the host runs; both protocols call this. One change at a time.</summary>
internal sealed class ModelRepository(ServeOptions options, ModelSet models, ModelLoader loader, TimeProvider time) : IDisposable
{
    /// <summary>For requests that found the old one and are still being read.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);

    public IReadOnlyList<ModelIndex> Index(bool readyOnly)
    {
        ModelIndex[] served = [.. models.All.Select(served => served.Index)];
        IEnumerable<ModelIndex> others = readyOnly ? [] : Folders().Select(folder => new ModelIndex(folder.Name)).ExceptBy(served.Select(line => line.Name), line => line.Name);
        return [.. served.Where(line => !readyOnly || line.State == ModelState.Ready).Concat(others).OrderBy(line => line.Name, StringComparer.Ordinal)];
    }

    /// <summary>Loads what is new or has changed, as the model's version policy says; returns when it serves.</summary>
    /// <param name="instead">Null: what the repository holds.</param>
    /// <exception cref="RepositoryException">Why it was not loaded.</exception>
    public async Task LoadAsync(string model, ModelOverride? instead, CancellationToken cancellationToken)
    {
        RequireExplicit();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using GivenFiles? given = instead is { Files.Count: > 0 } ? new GivenFiles(model, instead.Files) : null;
            ModelFolder folder = given?.Folder ?? Folders().FirstOrDefault(folder => folder.Name == model)
                ?? throw new RepositoryException(RepositoryFault.Unknown, $"failed to load '{model}', the repository has no such model");
            string[] failures = [.. (await ApplyAsync(folder, instead?.Config)).Select(served => $"version {served.File.Version}: {served.Failure}")];
            if (failures.Length > 0 || models.Of(model).IsEmpty)
            {
                throw new RepositoryException(RepositoryFault.Failed, $"failed to load '{model}', {(failures.Length > 0 ? string.Join("; ", failures) : "its folder holds no version that its policy chooses")}");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes no more requests for the model, and gives its memory back when the running ones have ended.</summary>
    /// <exception cref="RepositoryException">Why not.</exception>
    public async Task UnloadAsync(string model, CancellationToken cancellationToken)
    {
        RequireExplicit();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (models.Of(model).IsEmpty)
            {
                throw new RepositoryException(RepositoryFault.Unknown, $"failed to unload '{model}', it is not loaded");
            }

            await TakeOutAsync(model);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What is given, and what the repository's mode says.</summary>
    public async Task LoadAtStartAsync(CancellationToken cancellationToken)
    {
        foreach (var group in options.Models.GroupBy(file => file.Name, StringComparer.Ordinal))
        {
            models.Put(group.Key, [.. group.Select(file => new ServedModel(file))]);
        }

        ModelFolder[] folders = [.. Folders().Where(AtStart)];
        foreach (ModelFolder folder in folders)
        {
            models.Put(folder.Name, [.. folder.Versions().Select(file => new ServedModel(file))]);
        }

        foreach (ServedModel served in models.All.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            await loader.LoadAsync(served, before: null);
        }

        models.Started();
    }

    /// <summary>Once through the folder, for what has changed.</summary>
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        ModelFolder[] folders = [.. Folders()];
        foreach (ModelFolder folder in folders.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            await ApplyAsync(folder, config: null);
        }

        foreach (string gone in models.All.Select(served => served.File.Name).Distinct().Except(folders.Select(folder => folder.Name)).Except(options.Models.Select(file => file.Name)))
        {
            await TakeOutAsync(gone);
        }
    }

    public void Dispose() => _turn.Dispose();

    private IEnumerable<ModelFolder> Folders() => options.Repository is { } repository ? ModelFolder.All(repository.Folder) : [];

    private bool AtStart(ModelFolder folder) => options.Repository is { Control: not ModelControl.Explicit }
        || options.Repository!.LoadAtStart.Contains("*") || options.Repository.LoadAtStart.Contains(folder.Name);

    private void RequireExplicit()
    {
        if (options.Repository?.Control != ModelControl.Explicit)
        {
            throw new RepositoryException(RepositoryFault.NotExplicit, options.Repository?.Control == ModelControl.Poll
                ? "explicit model load / unload is not allowed if polling is enabled"
                : "explicit model load / unload is not allowed: the host was started without --model-control explicit");
        }
    }

    /// <summary>Brings what is served in line with the folder: new ones are loaded beside the old ones and take their place when they are ready; where one cannot be, the old one stays.</summary>
    /// <returns>Those that could not be loaded.</returns>
    private async Task<IReadOnlyList<ServedModel>> ApplyAsync(ModelFolder folder, string? config)
    {
        ImmutableArray<ServedModel> old = models.Of(folder.Name);
        ServedModel? Before(ServedModel served) => old.FirstOrDefault(other => other.File.Version == served.File.Version);
        ServedModel[] wanted = [.. folder.Versions(config).Select(file => old.FirstOrDefault(served => served.Tried.Is(file)) ?? new ServedModel(file, atStart: false))];
        ServedModel[] loading = [.. wanted.Except(old)];
        models.Put(folder.Name, [.. old.Concat(loading.Where(served => Before(served) is null)).OrderBy(served => long.TryParse(served.File.Version, out long number) ? number : 0)]);
        foreach (ServedModel served in loading)
        {
            await loader.LoadAsync(served, Before(served)?.Ready);
        }

        ServedModel[] failed = [.. loading.Where(served => served.Failure is not null)];
        ImmutableArray<ServedModel> next = [.. wanted.Select(served => failed.Contains(served) && Before(served) is { Ready: not null } stays ? stays.Having(served.File) : served)];
        models.Put(folder.Name, next);
        ServedModel[] replaced = [.. old.Except(next)];
        if (replaced.Any(served => served.Ready is not null))
        {
            await Task.Delay(Grace, time, CancellationToken.None);
        }

        foreach (ServedModel gone in replaced)
        {
            await RetireAsync(gone, counted: next.All(served => served.File.Version != gone.File.Version));
        }

        return failed;
    }

    private async Task TakeOutAsync(string model)
    {
        foreach (ServedModel served in models.Of(model))
        {
            served.Unloading = true;
        }

        ImmutableArray<ServedModel> gone = models.Of(model);
        models.Put(model, []);
        foreach (ServedModel served in gone)
        {
            await RetireAsync(served, counted: true);
        }
    }

    /// <param name="counted">Its counters end with it: nothing took its place.</param>
    private static async Task RetireAsync(ServedModel served, bool counted)
    {
        if (served.Ready is { } ready)
        {
            await ready.RetireAsync();
            if (counted)
            {
                ready.Metrics.Dispose();
            }
        }
    }
}
