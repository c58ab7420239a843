using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;
using Gateway.Storage.Sqlite;
using Gateway.Telemetry;
using Gateway.Tests.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Api;

/// <summary>The admin port with the features that a test gives it, on a free port and a data directory of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, TemporaryDirectory directory)
    {
        _app = app;
        Directory = directory;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public TemporaryDirectory Directory { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="directory">An earlier server's, to go on with its data.</param>
    public static async Task<ApiServer> StartAsync(
        Action<IServiceCollection> add, Action<IEndpointRouteBuilder> map, CancellationToken cancellationToken, TemporaryDirectory? directory = null)
    {
        directory ??= new TemporaryDirectory();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<GatewayOptions>(options => options.DataDirectory = directory.Path);
        builder.Services.ConfigureHttpJsonOptions(json => ContractJson.Configure(json.SerializerOptions));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddApi();
        builder.Services.AddSqlite();
        builder.Services.AddSecurity();
        add(builder.Services);
        WebApplication app = builder.Build();
        app.UseProblemAnswers();
        app.UseRequestIds();
        app.UseRouting();
        app.UseAdminGate();
        app.UseApi();
        map(app);
        await app.StartAsync(cancellationToken);
        return new ApiServer(app, directory);
    }

    /// <summary>Ends the server and keeps its data.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Dispose();
    }
}
