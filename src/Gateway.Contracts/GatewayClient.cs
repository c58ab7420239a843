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
    private const int MostIdle = 5, MostBusy = 60;

    public Uri Server => http.BaseAddress!;

    public Task<Page<Model>> ModelsAsync(CancellationToken cancellationToken) => GetAsync<Page<Model>>("models", cancellationToken);

    public Task<Model> ModelAsync(string model, CancellationToken cancellationToken) => GetAsync<Model>($"models/{model}", cancellationToken);

    public Task DeleteModelAsync(string model, bool force, CancellationToken cancellationToken) => SendAsync<JsonElement?>(HttpMethod.Delete, $"models/{model}?force={(force ? "true" : "false")}", null, cancellationToken);

    public Task<ModelSettings> SettingsAsync(string model, CancellationToken cancellationToken) => GetAsync<ModelSettings>($"models/{model}/settings", cancellationToken);

    public Task<ModelSettings> SetSettingsAsync(string model, ModelSettings settings, CancellationToken cancellationToken) => SendAsync<ModelSettings>(HttpMethod.Put, $"models/{model}/settings", settings, cancellationToken);

    /// <param name="settings">A JSON object as somebody wrote it: the gateway says what is wrong with it.</param>
    public Task<ModelSettings> SetSettingsAsync(string model, JsonNode settings, CancellationToken cancellationToken) => SendAsync<ModelSettings>(HttpMethod.Put, $"models/{model}/settings", settings, cancellationToken);

    public Task<Page<string>> PoliciesAsync(CancellationToken cancellationToken) => GetAsync<Page<string>>("policies", cancellationToken);

    public Task<RolloutSpec> PolicyAsync(string name, CancellationToken cancellationToken) => GetAsync<RolloutSpec>($"policies/{name}", cancellationToken);

    public Task<RolloutSpec> SetPolicyAsync(string name, RolloutSpec policy, CancellationToken cancellationToken) => SendAsync<RolloutSpec>(HttpMethod.Put, $"policies/{name}", policy, cancellationToken);

    /// <param name="policy">A JSON object as somebody wrote it: the gateway says what is wrong with it.</param>
    public Task<RolloutSpec> SetPolicyAsync(string name, JsonNode policy, CancellationToken cancellationToken) => SendAsync<RolloutSpec>(HttpMethod.Put, $"policies/{name}", policy, cancellationToken);

    public Task<Page<Version>> VersionsAsync(string model, CancellationToken cancellationToken) => GetAsync<Page<Version>>($"models/{model}/versions", cancellationToken);

    public Task<Version> VersionAsync(string model, string version, CancellationToken cancellationToken) => GetAsync<Version>($"models/{model}/versions/{version}", cancellationToken);

    public Task<Version> RegisterAsync(string model, VersionRegistration registration, CancellationToken cancellationToken) => SendAsync<Version>(HttpMethod.Post, $"models/{model}/versions", registration, cancellationToken);

    /// <param name="allowIncompatible">Also one that the baseline's clients cannot use.</param>
    public Task<Version> RegisterAsync(string model, VersionRegistration registration, bool allowIncompatible, CancellationToken cancellationToken) =>
        SendAsync<Version>(HttpMethod.Post, $"models/{model}/versions{(allowIncompatible ? "?incompatible=allow" : "")}", registration, cancellationToken);

    public Task<Version> SetHostsAsync(string model, string version, HostsSpec hosts, CancellationToken cancellationToken) => SendAsync<Version>(HttpMethod.Put, $"models/{model}/versions/{version}/hosts", hosts, cancellationToken);

    /// <param name="artifact">Streamed; disposed afterwards.</param>
    /// <param name="record">JSON object; null: none.</param>
    public async Task<Version> PushAsync(string model, Stream artifact, string? record, string? golden, bool allowIncompatible, CancellationToken cancellationToken)
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

        parts.Add(new StreamContent(artifact), "model", "model.onnx");
        using HttpRequestMessage request = Request(HttpMethod.Post, $"models/{model}/versions{(allowIncompatible ? "?incompatible=allow" : "")}");
        request.Content = parts;
        return await ReadAsync<Version>(request, cancellationToken);
    }

    /// <summary>In parts, under the digest of the whole: a connection that is cut costs what was under way.</summary>
    public async Task UploadAsync(string sha256, string file, CancellationToken cancellationToken)
    {
        int idle = 0, busy = 0;
        long length = new FileInfo(file).Length;
        long done = await UploadedAsync(sha256, cancellationToken);
        while (done < length)
        {
            long before = done;
            try
            {
                using HttpRequestMessage request = Request(HttpMethod.Put, $"blobs/{sha256}");
                request.Content = new StreamContent(new FileStream(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan }) { Position = done });
                request.Content.Headers.ContentLength = length - done;
                request.Content.Headers.ContentRange = new ContentRangeHeaderValue(done, length - 1, length);
                using HttpResponseMessage response = await SendAsync(request, cancellationToken);
                done = length;
            }
            catch (UnreachableException) when (idle < MostIdle)
            {
                done = await UploadedAsync(sha256, cancellationToken);
                idle = done > before ? 0 : idle + 1;
            }
            catch (GatewayException one) when (one.Problem.Type is "upload-running" or "wrong-range" && busy++ < MostBusy)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken); // the gateway has not seen the cut yet, or is still writing what came before it
                done = await UploadedAsync(sha256, cancellationToken);
            }
        }
    }

    /// <summary>The artifact of a version, into a file.</summary>
    public async Task DownloadAsync(string model, string version, string file, CancellationToken cancellationToken)
    {
        await using FileStream target = File.Create(file);
        await DownloadAsync($"models/{model}/versions/{version}/artifact", target, cancellationToken);
    }

    internal async Task DownloadAsync(string path, Stream target, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(Request(HttpMethod.Get, path), cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    public Task<Traffic> TrafficAsync(string model, CancellationToken cancellationToken) => GetAsync<Traffic>($"models/{model}/traffic", cancellationToken);

    public Task<Traffic> TrafficAtAsync(string model, DateTimeOffset time, CancellationToken cancellationToken) =>
        GetAsync<Traffic>($"models/{model}/traffic?at={Uri.EscapeDataString(time.ToString("O"))}", cancellationToken);

    public Task<AuditLook> AuditAsync(CancellationToken cancellationToken) => GetAsync<AuditLook>("audit", cancellationToken);

    public Task<Traffic> SetTrafficAsync(string model, Traffic traffic, CancellationToken cancellationToken) => SendAsync<Traffic>(HttpMethod.Put, $"models/{model}/traffic", traffic, cancellationToken);

    /// <param name="model">Null: of all models.</param>
    public Task<Page<Rollout>> RolloutsAsync(string? model, bool active, CancellationToken cancellationToken) =>
        GetAsync<Page<Rollout>>($"{(model is null ? "" : $"models/{model}/")}rollouts?active={(active ? "true" : "false")}", cancellationToken);

    public Task<Rollout> RolloutAsync(Guid id, CancellationToken cancellationToken) => GetAsync<Rollout>($"rollouts/{id}", cancellationToken);

    public Task<Rollout> StartAsync(string model, RolloutSpec spec, CancellationToken cancellationToken) => SendAsync<Rollout>(HttpMethod.Post, $"models/{model}/rollouts", spec, cancellationToken);

    public Task<RolloutPreview> PreviewAsync(string model, RolloutSpec spec, CancellationToken cancellationToken) => SendAsync<RolloutPreview>(HttpMethod.Post, $"models/{model}/rollouts?dryRun=true", spec, cancellationToken);

    /// <param name="verb">hold, resume, advance, approve, promote, abort, retry.</param>
    public Task<Rollout> CommandAsync(Guid id, string verb, string? reason, CancellationToken cancellationToken) =>
        SendAsync<Rollout>(HttpMethod.Post, $"rollouts/{id}/{verb}", new VerbRequest { Reason = reason }, cancellationToken);

    public Task<Evidence> EvidenceAsync(Guid id, CancellationToken cancellationToken) => GetAsync<Evidence>($"rollouts/{id}/evidence", cancellationToken);

    public Task<ShadowReport> ShadowAsync(Guid id, CancellationToken cancellationToken) => GetAsync<ShadowReport>($"rollouts/{id}/shadow", cancellationToken);

    public Task<RollbackAnswer> RollBackAsync(string model, string reason, string? to, CancellationToken cancellationToken) =>
        SendAsync<RollbackAnswer>(HttpMethod.Post, $"models/{model}/rollback", new VerbRequest { Reason = reason, To = to }, cancellationToken);

    public Task<Freeze?> FreezeAsync(CancellationToken cancellationToken) => GetAsync<Freeze?>("freeze", cancellationToken);

    public Task<Freeze> SetFreezeAsync(Freeze freeze, CancellationToken cancellationToken) => SendAsync<Freeze>(HttpMethod.Put, "freeze", freeze, cancellationToken);

    public Task LiftFreezeAsync(CancellationToken cancellationToken) => SendAsync<JsonElement?>(HttpMethod.Delete, "freeze", null, cancellationToken);

    public Task<Freeze> StopAsync(string? reason, CancellationToken cancellationToken) => SendAsync<Freeze>(HttpMethod.Post, "stop", new VerbRequest { Reason = reason }, cancellationToken);

    public Task<Page<Key>> KeysAsync(CancellationToken cancellationToken) => GetAsync<Page<Key>>("keys", cancellationToken);

    public Task<NewKey> CreateKeyAsync(KeySpec spec, CancellationToken cancellationToken) => SendAsync<NewKey>(HttpMethod.Post, "keys", spec, cancellationToken);

    public Task<NewKey> RotateKeyAsync(Guid id, KeyRotation rotation, CancellationToken cancellationToken) => SendAsync<NewKey>(HttpMethod.Post, $"keys/{id}/rotate", rotation, cancellationToken);

    public Task DeleteKeyAsync(Guid id, string? reason, CancellationToken cancellationToken) =>
        SendAsync<JsonElement?>(HttpMethod.Delete, $"keys/{id}{(reason is null ? "" : $"?reason={Uri.EscapeDataString(reason)}")}", null, cancellationToken);

    public Task<Page<Host>> HostsAsync(CancellationToken cancellationToken) => GetAsync<Page<Host>>("hosts", cancellationToken);

    public async Task<string> HostLogAsync(string id, int lines, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(Request(HttpMethod.Get, $"hosts/{id}/log?lines={lines}"), cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public Task<Page<Backup>> BackupsAsync(CancellationToken cancellationToken) => GetAsync<Page<Backup>>("backups", cancellationToken);

    public Task<Backup> TakeBackupAsync(CancellationToken cancellationToken) => SendAsync<Backup>(HttpMethod.Post, "backups", null, cancellationToken);

    /// <summary>A tar of the backup with its artifacts.</summary>
    public Task BackupArchiveAsync(string name, Stream target, CancellationToken cancellationToken) => DownloadAsync($"backups/{name}/archive", target, cancellationToken);

    public Task<Stats> StatsAsync(string model, CancellationToken cancellationToken) => GetAsync<Stats>($"models/{model}/stats", cancellationToken);

    public Task<Page<Event>> EventsAsync(string? model, string? kind, long after, int limit, CancellationToken cancellationToken) =>
        GetAsync<Page<Event>>($"events?after={after}&limit={limit}{Named("model", model)}{Named("kind", kind)}", cancellationToken);

    /// <returns>The newest, oldest of them first.</returns>
    public Task<Page<Event>> LastEventsAsync(string? model, string? kind, int count, CancellationToken cancellationToken) =>
        GetAsync<Page<Event>>($"events?last={count}{Named("model", model)}{Named("kind", kind)}", cancellationToken);

    public Task<Addresses> AddressesAsync(CancellationToken cancellationToken) => GetAsync<Addresses>("addresses", cancellationToken);

    /// <summary>Live, from the cursor on, until it is cancelled.</summary>
    public async IAsyncEnumerable<Event> FollowAsync(string? model, string? kind, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, $"events?after={after}{Named("model", model)}{Named("kind", kind)}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return JsonSerializer.Deserialize<Event>(line["data: ".Length..], ContractJson.Options)!;
            }
        }
    }

    /// <returns>Bytes that are there.</returns>
    private async Task<long> UploadedAsync(string sha256, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Head, $"blobs/{sha256}");
        try
        {
            using HttpResponseMessage response = await SendAsync(request, cancellationToken);
            return response.Headers.TryGetValues("Range", out IEnumerable<string>? range) ? long.Parse(range.First().Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) + 1 : 0;
        }
        catch (GatewayException none) when (none.Problem.Status == 404)
        {
            return 0;
        }
    }

    private static string Named(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    internal Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <param name="ifMatch">Revision that it must have.</param>
    internal async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken, long? ifMatch = null)
    {
        using HttpRequestMessage request = Request(method, path);
        if (ifMatch is { } revision)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{revision}\""));
        }

        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body, ContractJson.Options), Encoding.UTF8, "application/json");
        }

        return await ReadAsync<T>(request, cancellationToken);
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return text.Length == 0 ? default! : JsonSerializer.Deserialize<T>(text, ContractJson.Options)!;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path)
    {
        HttpRequestMessage request = new(method, $"/api/v1/{path}");
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        }

        return request;
    }

    /// <exception cref="GatewayException">It answered no.</exception>
    /// <exception cref="UnreachableException">It did not answer.</exception>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || problem is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new UnreachableException(http.BaseAddress!.GetLeftPart(UriPartial.Authority), problem);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new GatewayException(Problem(text) ?? new Problem("unexpected", $"The server answered {(int)response.StatusCode}.", (int)response.StatusCode, text.Length > 500 ? text[..500] : text));
        }
    }

    private static Problem? Problem(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(text, ContractJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
