using System.CommandLine;
using System.Net.Http.Headers;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>--from-mlflow models:/fraud/3</c>: a registered model's files, with the <c>MLmodel</c> that the record is read from.</summary>
internal sealed class PushMlflow
{
    private const string Scheme = "models:/";

    private readonly Option<string?> _model = new("--from-mlflow") { Description = "Instead of FILE: models:/NAME/VERSION or models:/NAME@ALIAS of an MLflow registry." };
    private readonly Option<string> _server = new("--mlflow-url")
    {
        Description = "MLflow's server; also MLFLOW_TRACKING_URI. A token comes from MLFLOW_TRACKING_TOKEN.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI") ?? "http://127.0.0.1:5000",
    };

    public IEnumerable<Option> All => [_model, _server];

    /// <returns>The registered model's name; null: it was not asked for.</returns>
    public string? Name(ParseResult result) => result.GetValue(_model) is { } uri ? Parts(uri).Name : null;

    /// <returns>The .onnx file in <paramref name="folder"/>, with what lies beside it.</returns>
    public async Task<string> DownloadAsync(ParseResult result, string folder, CancellationToken cancellationToken)
    {
        (string name, string? version, string? alias) = Parts(result.GetValue(_model)!);
        using HttpClient http = new() { BaseAddress = Address(result.GetValue(_server)!), Timeout = TimeSpan.FromMinutes(30) };
        if (Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            MlflowRegistry registry = new(http);
            return await registry.DownloadAsync(name, version ?? await registry.AliasAsync(name, alias!, cancellationToken), folder, cancellationToken);
        }
        catch (HttpRequestException problem)
        {
            throw new UnreachableException(http.BaseAddress!.GetLeftPart(UriPartial.Authority), problem);
        }
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
        ? address
        : throw new UsageException("--mlflow-url: must be an address such as http://127.0.0.1:5000, without a user.");

    private static (string Name, string? Version, string? Alias) Parts(string uri)
    {
        string rest = uri.StartsWith(Scheme, StringComparison.Ordinal) ? uri[Scheme.Length..] : "";
        return rest.Split('/') is [{ Length: > 0 } name, { Length: > 0 } version] ? (name, version, null)
            : rest.Split('@') is [{ Length: > 0 } aliased, { Length: > 0 } alias] ? (aliased, null, alias)
            : throw new UsageException($"--from-mlflow: \"{uri}\" is not models:/NAME/VERSION or models:/NAME@ALIAS.");
    }
}
