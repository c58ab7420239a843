using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Contracts;

/// <summary>The admin API as methods.</summary>
/// <param name="http">Its base address is the admin port's; a key goes into its default headers.</param>
public sealed class GatewayClient(HttpClient http)
{
    public Uri Server => http.BaseAddress!;

    internal ApiCalls Calls { get; } = new(http);

    public Task<Identity> MeAsync(CancellationToken cancellationToken) => Calls.GetAsync<Identity>("me", cancellationToken);

    /// <summary>All of them, page after page.</summary>
    public Task<IReadOnlyList<Model>> ModelsAsync(CancellationToken cancellationToken) => Calls.AllAsync<Model>("models", cancellationToken);

    /// <summary>Trouble first.</summary>
    /// <param name="search">A part of the name; null: all.</param>
    /// <param name="limit">1 … 1000.</param>
    public Task<Overview> OverviewAsync(string? search, int skip, int limit, CancellationToken cancellationToken) =>
        Calls.GetAsync<Overview>($"overview?skip={skip}&limit={limit}{ApiCalls.Named("search", search)}", cancellationToken);

    public Task<Model> ModelAsync(string model, CancellationToken cancellationToken) => Calls.GetAsync<Model>($"models/{model}", cancellationToken);

    public Task DeleteModelAsync(string model, bool force, CancellationToken cancellationToken) => Calls.SendAsync<JsonElement?>(HttpMethod.Delete, $"models/{model}?force={(force ? "true" : "false")}", null, cancellationToken);

    public Task<ModelSettings> SettingsAsync(string model, CancellationToken cancellationToken) => Calls.GetAsync<ModelSettings>($"models/{model}/settings", cancellationToken);

    public Task<ModelSettings> SetSettingsAsync(string model, ModelSettings settings, CancellationToken cancellationToken) => Calls.SendAsync<ModelSettings>(HttpMethod.Put, $"models/{model}/settings", settings, cancellationToken);

    /// <param name="settings">A JSON object as somebody wrote it: the gateway says what is wrong with it.</param>
    public Task<ModelSettings> SetSettingsAsync(string model, JsonNode settings, CancellationToken cancellationToken) => Calls.SendAsync<ModelSettings>(HttpMethod.Put, $"models/{model}/settings", settings, cancellationToken);

    public Task<Page<string>> PoliciesAsync(CancellationToken cancellationToken) => Calls.GetAsync<Page<string>>("policies", cancellationToken);

    public Task<RolloutSpec> PolicyAsync(string name, CancellationToken cancellationToken) => Calls.GetAsync<RolloutSpec>($"policies/{name}", cancellationToken);

    public Task<RolloutSpec> SetPolicyAsync(string name, RolloutSpec policy, CancellationToken cancellationToken) => Calls.SendAsync<RolloutSpec>(HttpMethod.Put, $"policies/{name}", policy, cancellationToken);

    /// <param name="policy">A JSON object as somebody wrote it: the gateway says what is wrong with it.</param>
    public Task<RolloutSpec> SetPolicyAsync(string name, JsonNode policy, CancellationToken cancellationToken) => Calls.SendAsync<RolloutSpec>(HttpMethod.Put, $"policies/{name}", policy, cancellationToken);

    /// <summary>The last so many, oldest of them first.</summary>
    /// <param name="before">Only those before this one; null: up to the newest.</param>
    public Task<Page<Version>> LastVersionsAsync(string model, int count, string? before, CancellationToken cancellationToken) =>
        Calls.GetAsync<Page<Version>>($"models/{model}/versions?last={count}{(before is null ? "" : $"&before={before}")}", cancellationToken);

    public Task<Version> VersionAsync(string model, string version, CancellationToken cancellationToken) => Calls.GetAsync<Version>($"models/{model}/versions/{version}", cancellationToken);

    /// <returns>What the check of a pushed version measured.</returns>
    public Task<JsonElement> ReportAsync(string model, string version, CancellationToken cancellationToken) => Calls.GetAsync<JsonElement>($"models/{model}/versions/{version}/report", cancellationToken);

    /// <param name="body">One V2 request, as somebody wrote it.</param>
    /// <returns>What the version answered, well or not.</returns>
    /// <exception cref="GatewayException">The request went no further than the admin port.</exception>
    public async Task<TryAnswer> TryAsync(string model, string version, string body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = ApiCalls.Request(HttpMethod.Post, $"models/{model}/versions/{version}/try");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Calls.AnswerAsync(request, cancellationToken);
        return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? throw await ApiCalls.RefusalAsync(response, cancellationToken)
            : new TryAnswer((int)response.StatusCode, response.Headers.TryGetValues("x-model-version", out IEnumerable<string>? answered) ? answered.First() : null, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public Task<Version> RegisterAsync(string model, VersionRegistration registration, CancellationToken cancellationToken) => Calls.SendAsync<Version>(HttpMethod.Post, $"models/{model}/versions", registration, cancellationToken);

    /// <param name="allowIncompatible">Also one that the baseline's clients cannot use.</param>
    public Task<Version> RegisterAsync(string model, VersionRegistration registration, bool allowIncompatible, CancellationToken cancellationToken) =>
        Calls.SendAsync<Version>(HttpMethod.Post, $"models/{model}/versions{(allowIncompatible ? "?incompatible=allow" : "")}", registration, cancellationToken);

    public Task<Version> SetHostsAsync(string model, string version, HostsSpec hosts, CancellationToken cancellationToken) => Calls.SendAsync<Version>(HttpMethod.Put, $"models/{model}/versions/{version}/hosts", hosts, cancellationToken);

    /// <param name="artifact">Streamed; disposed afterwards.</param>
    /// <param name="record">JSON object; null: none.</param>
    /// <param name="golden">JSONL; null: none.</param>
    /// <param name="gate">JSON object; null: none.</param>
    public async Task<Version> PushAsync(string model, Stream artifact, string? record, string? golden, string? gate, bool allowIncompatible, CancellationToken cancellationToken)
    {
        using MultipartFormDataContent parts = [];
        if (record is not null)
        {
            parts.Add(new StringContent(record, Encoding.UTF8, "application/json"), "record");
        }

        if (golden is not null)
        {
            parts.Add(new StringContent(golden, Encoding.UTF8, "application/jsonl"), "golden");
        }

        if (gate is not null)
        {
            parts.Add(new StringContent(gate, Encoding.UTF8, "application/json"), "gate");
        }

        parts.Add(new StreamContent(artifact), "model", "model.onnx");
        using HttpRequestMessage request = ApiCalls.Request(HttpMethod.Post, $"models/{model}/versions{(allowIncompatible ? "?incompatible=allow" : "")}");
        request.Content = parts;
        return await Calls.ReadAsync<Version>(request, cancellationToken);
    }

    /// <summary>The artifact of a version, into a file.</summary>
    public async Task DownloadAsync(string model, string version, string file, CancellationToken cancellationToken)
    {
        await using FileStream target = File.Create(file);
        await Calls.DownloadAsync($"models/{model}/versions/{version}/artifact", target, cancellationToken);
    }

    public Task<Traffic> TrafficAsync(string model, CancellationToken cancellationToken) => Calls.GetAsync<Traffic>($"models/{model}/traffic", cancellationToken);

    public Task<Traffic> TrafficAtAsync(string model, DateTimeOffset time, CancellationToken cancellationToken) =>
        Calls.GetAsync<Traffic>($"models/{model}/traffic?at={Uri.EscapeDataString(time.ToString("O"))}", cancellationToken);

    public Task<AuditLook> AuditAsync(CancellationToken cancellationToken) => Calls.GetAsync<AuditLook>("audit", cancellationToken);

    public Task<Traffic> SetTrafficAsync(string model, Traffic traffic, CancellationToken cancellationToken) => Calls.SendAsync<Traffic>(HttpMethod.Put, $"models/{model}/traffic", traffic, cancellationToken);

    /// <summary>The newest hundred, newest first.</summary>
    /// <param name="model">Null: of every model.</param>
    /// <param name="after">Those older than this one; null: from the newest.</param>
    public Task<Page<Rollout>> RolloutsAsync(string? model, string? after, CancellationToken cancellationToken) =>
        Calls.GetAsync<Page<Rollout>>($"{Rollouts(model)}?limit=100{ApiCalls.Named("after", after)}", cancellationToken);

    /// <summary>All that are going on.</summary>
    /// <param name="model">Null: of every model.</param>
    public Task<IReadOnlyList<Rollout>> LiveRolloutsAsync(string? model, CancellationToken cancellationToken) => Calls.AllAsync<Rollout>($"{Rollouts(model)}?active=true", cancellationToken);

    public Task<Rollout> RolloutAsync(Guid id, CancellationToken cancellationToken) => Calls.GetAsync<Rollout>($"rollouts/{id}", cancellationToken);

    public Task<Rollout> StartAsync(string model, RolloutSpec spec, CancellationToken cancellationToken) => Calls.SendAsync<Rollout>(HttpMethod.Post, $"models/{model}/rollouts", spec, cancellationToken);

    public Task<RolloutPreview> PreviewAsync(string model, RolloutSpec spec, CancellationToken cancellationToken) => Calls.SendAsync<RolloutPreview>(HttpMethod.Post, $"models/{model}/rollouts?dryRun=true", spec, cancellationToken);

    /// <param name="verb">hold, resume, advance, approve, promote, abort, retry.</param>
    public Task<Rollout> CommandAsync(Guid id, string verb, string? reason, CancellationToken cancellationToken) =>
        Calls.SendAsync<Rollout>(HttpMethod.Post, $"rollouts/{id}/{verb}", new VerbRequest { Reason = reason }, cancellationToken);

    public Task<Evidence> EvidenceAsync(Guid id, CancellationToken cancellationToken) => Calls.GetAsync<Evidence>($"rollouts/{id}/evidence", cancellationToken);

    public Task<ShadowReport> ShadowAsync(Guid id, CancellationToken cancellationToken) => Calls.GetAsync<ShadowReport>($"rollouts/{id}/shadow", cancellationToken);

    public Task<RollbackAnswer> RollBackAsync(string model, string reason, string? to, CancellationToken cancellationToken) =>
        Calls.SendAsync<RollbackAnswer>(HttpMethod.Post, $"models/{model}/rollback", new VerbRequest { Reason = reason, To = to }, cancellationToken);

    public Task<Freeze?> FreezeAsync(CancellationToken cancellationToken) => Calls.GetAsync<Freeze?>("freeze", cancellationToken);

    public Task<Freeze> SetFreezeAsync(Freeze freeze, CancellationToken cancellationToken) => Calls.SendAsync<Freeze>(HttpMethod.Put, "freeze", freeze, cancellationToken);

    public Task LiftFreezeAsync(CancellationToken cancellationToken) => Calls.SendAsync<JsonElement?>(HttpMethod.Delete, "freeze", null, cancellationToken);

    public Task<Freeze> StopAsync(string? reason, CancellationToken cancellationToken) => Calls.SendAsync<Freeze>(HttpMethod.Post, "stop", new VerbRequest { Reason = reason }, cancellationToken);

    public Task<Page<Key>> KeysAsync(CancellationToken cancellationToken) => Calls.GetAsync<Page<Key>>("keys", cancellationToken);

    public Task<NewKey> CreateKeyAsync(KeySpec spec, CancellationToken cancellationToken) => Calls.SendAsync<NewKey>(HttpMethod.Post, "keys", spec, cancellationToken);

    public Task<NewKey> RotateKeyAsync(Guid id, KeyRotation rotation, CancellationToken cancellationToken) => Calls.SendAsync<NewKey>(HttpMethod.Post, $"keys/{id}/rotate", rotation, cancellationToken);

    public Task DeleteKeyAsync(Guid id, string? reason, CancellationToken cancellationToken) =>
        Calls.SendAsync<JsonElement?>(HttpMethod.Delete, $"keys/{id}{(reason is null ? "" : $"?reason={Uri.EscapeDataString(reason)}")}", null, cancellationToken);

    public Task<Page<Host>> HostsAsync(CancellationToken cancellationToken) => Calls.GetAsync<Page<Host>>("hosts", cancellationToken);

    public async Task<string> HostLogAsync(string id, int lines, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await Calls.SendAsync(ApiCalls.Request(HttpMethod.Get, $"hosts/{id}/log?lines={lines}"), cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public Task<Page<Backup>> BackupsAsync(CancellationToken cancellationToken) => Calls.GetAsync<Page<Backup>>("backups", cancellationToken);

    public Task<Backup> TakeBackupAsync(CancellationToken cancellationToken) => Calls.SendAsync<Backup>(HttpMethod.Post, "backups", null, cancellationToken);

    /// <summary>A tar of the backup with its artifacts.</summary>
    public Task BackupArchiveAsync(string name, Stream target, CancellationToken cancellationToken) => Calls.DownloadAsync($"backups/{name}/archive", target, cancellationToken);

    public Task<Stats> StatsAsync(string model, CancellationToken cancellationToken) => Calls.GetAsync<Stats>($"models/{model}/stats", cancellationToken);

    /// <param name="step"><c>10s</c> or <c>5m</c>.</param>
    public Task<Stats> StatsAsync(string model, DateTimeOffset from, string step, CancellationToken cancellationToken) =>
        Calls.GetAsync<Stats>($"models/{model}/stats?from={Uri.EscapeDataString(from.ToString("O"))}&step={step}", cancellationToken);

    /// <summary>Of the present hour and the one before.</summary>
    public Task<Latencies> LatenciesAsync(string model, CancellationToken cancellationToken) => Calls.GetAsync<Latencies>($"models/{model}/latencies", cancellationToken);

    public Task<Page<Event>> EventsAsync(string? model, string? kind, long after, int limit, CancellationToken cancellationToken) =>
        Calls.GetAsync<Page<Event>>($"events?after={after}&limit={limit}{ApiCalls.Named("model", model)}{ApiCalls.Named("kind", kind)}", cancellationToken);

    /// <returns>The newest, oldest of them first.</returns>
    public Task<Page<Event>> LastEventsAsync(string? model, string? kind, int count, CancellationToken cancellationToken) =>
        Calls.GetAsync<Page<Event>>($"events?last={count}{ApiCalls.Named("model", model)}{ApiCalls.Named("kind", kind)}", cancellationToken);

    public Task<Addresses> AddressesAsync(CancellationToken cancellationToken) => Calls.GetAsync<Addresses>("addresses", cancellationToken);

    /// <summary>Live, from the cursor on, until it is cancelled.</summary>
    public async IAsyncEnumerable<Event> FollowAsync(string? model, string? kind, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = ApiCalls.Request(HttpMethod.Get, $"events?after={after}{ApiCalls.Named("model", model)}{ApiCalls.Named("kind", kind)}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using HttpResponseMessage response = await Calls.SendAsync(request, cancellationToken);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return JsonSerializer.Deserialize<Event>(line["data: ".Length..], ContractJson.Options)!;
            }
        }
    }

    private static string Rollouts(string? model) => model is null ? "rollouts" : $"models/{model}/rollouts";
}
