using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Access;

/// <summary>A gateway that is open to others, so that everybody needs a key; its admin client has the first one.</summary>
public sealed class KeyedGateway : IAsyncLifetime
{
    internal GatewayProcess Gateway { get; private set; } = null!;

    internal string Bootstrap { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync("--Gateway:BindAddress=0.0.0.0");
        Bootstrap = (await File.ReadAllTextAsync(Path.Combine(Gateway.Data, "bootstrap.key"))).Trim();
        Gateway.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Bootstrap);
        await Gateway.PushAsync("digits", Digits.Artifact(1));
        await Gateway.PushAsync("other", Digits.Artifact(1));
        await Eventually.TrueAsync(
            async () => (await Gateway.Client.HostsAsync(CancellationToken.None)).Items.Count(host => host.State == "ready") == 2, "both models have a host", otherwise: () => Gateway.Process.Output);
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    internal Task<NewKey> KeyAsync(string name, string role, params string[] models) =>
        Gateway.Client.CreateKeyAsync(new KeySpec { Name = name, Role = role, Models = models.Length == 0 ? null : models }, CancellationToken.None);

    /// <param name="key">Null: none is sent.</param>
    internal static async Task<(int Status, string Body, HttpResponseHeaders Headers)> CallAsync(HttpClient client, string? key, HttpMethod method, string path, string? body = null)
    {
        using HttpClient own = new() { BaseAddress = client.BaseAddress };
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await own.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    internal async Task<int> AdminAsync(string? key, string method, string path, string? body = null) => (await CallAsync(Gateway.Admin, key, new HttpMethod(method), path, body)).Status;

    internal Task<(int Status, string Body, HttpResponseHeaders Headers)> InferAsync(string? key, string model) =>
        CallAsync(Gateway.Prediction, key, HttpMethod.Post, $"/v2/models/{model}/infer", Digits.Rows[0]);

    /// <returns>Journal lines of a kind and an actor, once there are some.</returns>
    internal Task<JsonElement[]> EventsAsync(string kind, string actor) => Eventually.GetAsync(
        async () => (await Gateway.CallAsync(HttpMethod.Get, $"/events?kind={kind}&actor={actor}")).Body.GetProperty("items").EnumerateArray().ToArray() is { Length: > 0 } lines ? lines : null,
        $"{kind} of {actor}");
}
