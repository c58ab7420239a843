using System.Text;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>A gateway to push to; each test has a model of its own.</summary>
public sealed class RegistryGateway : IAsyncLifetime
{
    private GatewayProcess? _gateway;

    public GatewayProcess Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<HttpResponseMessage> PushAsync(string model, string file, string? record = null, string query = "") =>
        PushAsync(model, query, [.. record is null ? Array.Empty<(string, HttpContent)>() : [("record", Json(record))], ("model", new StreamContent(File.OpenRead(file)))]);

    public async Task<HttpResponseMessage> PushAsync(string model, string query, params (string Name, HttpContent Content)[] parts)
    {
        using MultipartFormDataContent form = [];
        foreach ((string name, HttpContent content) in parts)
        {
            form.Add(content, name);
        }

        return await Gateway.Admin.PostAsync($"/api/v1/models/{model}/versions{query}", form);
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
