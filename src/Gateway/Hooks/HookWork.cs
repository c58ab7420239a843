using Gateway.Api;
using Gateway.Contracts;
using Gateway.Passports;
using Gateway.Registry;

namespace Gateway.Hooks;

/// <summary>Does what a delivery asks for: copies the version of a commit, or pushes an artifact.</summary>
internal sealed class HookWork(HookBook book, HookFetch fetch, ArtifactStore store, VersionIntake intake, PassportControl passports)
{
    /// <returns>The version that it came to.</returns>
    /// <exception cref="HookException">It cannot be done.</exception>
    public async Task<VersionRecord> DoAsync(HookJob job, CancellationToken cancellationToken)
    {
        HookSource source = book.Source(job.Source) is { } known && known.Model == job.Model ? known : throw new HookException("its source is no longer in the file");
        Caller caller = new($"hook:{source.Kind}", job.Delivery);
        return job.Event switch
        {
            { Commit: { } commit } => await CopyAsync(source, commit, caller, cancellationToken),
            { Artifact: { } url } => await TakeAsync(job.Model, await fetch.GetAsync(url, cancellationToken), url, caller, cancellationToken),
            { Version: { } version } => await MlflowAsync(source, version, caller, cancellationToken),
            _ => throw new HookException("it asks for nothing"),
        };
    }

    private async Task<VersionRecord> CopyAsync(HookSource source, string commit, Caller caller, CancellationToken cancellationToken)
    {
        using HttpClient http = Client(source);
        GatewayClient from = new(http);
        Contracts.Version original = await OfCommitAsync(from, source.Model!, commit, cancellationToken)
            ?? throw new HookException($"{source.From} has no ready version of {source.Model} made from commit {commit}");
        Passport? passport = await from.PassportAsync(source.Model!, original.Number, cancellationToken);
        await using Stream bundle = await http.GetStreamAsync($"/api/v1/models/{source.Model}/versions/{original.Number}/bundle", cancellationToken);
        VersionRecord copy = await TakeAsync(source.Model!, await store.SaveAsync(bundle, cancellationToken), $"{source.From} version {original.Number}", caller, cancellationToken);
        if (passport is not null)
        {
            await passports.FileAsync(copy, passport, caller, cancellationToken);
        }

        return copy;
    }

    private async Task<VersionRecord> MlflowAsync(HookSource source, string version, Caller caller, CancellationToken cancellationToken)
    {
        using HttpClient http = Client(source);
        await using Stream model = await new MlflowRegistry(http).ModelAsync(source.Repository!, version, cancellationToken);
        return await TakeAsync(source.Model!, await store.SaveAsync(model, cancellationToken), $"models:/{source.Repository}/{version}", caller, cancellationToken);
    }

    private async Task<VersionRecord> TakeAsync(string model, StoredArtifact artifact, string from, Caller caller, CancellationToken cancellationToken)
    {
        using IDisposable hold = artifact.Hold;
        List<ProblemItem> problems = [];
        VersionDocument.Read(artifact.Record, problems);
        artifact.Trial.Check(problems);
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }

        VersionDraft draft = new(
            artifact.Digest, artifact.Bytes, new VersionSource.Artifact(artifact.Path, artifact.HasExternalData), RecordCompletion.Of(artifact.Record, artifact), artifact.Trial, false, $"from {from}") { Hold = artifact.Hold };
        return (await intake.TakeAsync(model, draft, caller, cancellationToken)).Version;
    }

    private static async Task<Contracts.Version?> OfCommitAsync(GatewayClient from, string model, string commit, CancellationToken cancellationToken)
    {
        Contracts.Version? found = null;
        await foreach (Contracts.Version version in from.AllVersionsAsync(model, cancellationToken))
        {
            found = version is { State: "ready", Record: { } record } && record.TryGetProperty("source", out var source) && source.TryGetProperty("commit", out var made) && made.ValueEquals(commit) ? version : found;
        }

        return found;
    }

    private static HttpClient Client(HookSource source)
    {
        HttpClient http = new() { BaseAddress = new Uri(source.From!), Timeout = TimeSpan.FromMinutes(30) };
        if (source.KeyText() is { } key)
        {
            http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
        }

        return http;
    }
}
