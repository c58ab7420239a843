using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>What is asked of MLflow's registry over its REST API.</summary>
/// <param name="http">Its base address is the tracking server's, which serves the artifacts as well; a token goes into its default headers.</param>
public sealed class MlflowRegistry(HttpClient http)
{
    private const string Scheme = "mlflow-artifacts:";

    /// <summary>The model's file, streamed.</summary>
    /// <exception cref="HttpRequestException">It says no, or is not there.</exception>
    public async Task<Stream> ModelAsync(string name, string version, CancellationToken cancellationToken)
    {
        string folder = await FolderAsync(name, version, cancellationToken);
        string model = (await FilesAsync(folder, cancellationToken)).FirstOrDefault(file => file.EndsWith(".onnx", StringComparison.Ordinal))
            ?? throw new HttpRequestException($"models:/{name}/{version} holds no .onnx file.");
        return await http.GetStreamAsync(Artifact(folder, model), cancellationToken);
    }

    /// <summary>Every file of the model's own folder, into a folder here.</summary>
    /// <returns>The .onnx file.</returns>
    /// <exception cref="HttpRequestException">It says no, is not there, or holds no .onnx file.</exception>
    public async Task<string> DownloadAsync(string name, string version, string target, CancellationToken cancellationToken)
    {
        string folder = await FolderAsync(name, version, cancellationToken);
        foreach (string file in await FilesAsync(folder, cancellationToken))
        {
            await using FileStream to = File.Create(Path.Combine(target, Path.GetFileName(file)));
            await using Stream from = await http.GetStreamAsync(Artifact(folder, file), cancellationToken);
            await from.CopyToAsync(to, cancellationToken);
        }

        return Directory.EnumerateFiles(target, "*.onnx").FirstOrDefault() ?? throw new HttpRequestException($"models:/{name}/{version} holds no .onnx file.");
    }

    /// <returns>The version that an alias of a registered model is.</returns>
    public async Task<string> AliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        (await GetAsync($"/api/2.0/mlflow/registered-models/alias?name={Uri.EscapeDataString(name)}&alias={Uri.EscapeDataString(alias)}", cancellationToken))
            .GetProperty("model_version").GetProperty("version").ToString();

    private async Task<string> FolderAsync(string name, string version, CancellationToken cancellationToken)
    {
        JsonElement answer = await GetAsync($"/api/2.0/mlflow/model-versions/get-download-uri?name={Uri.EscapeDataString(name)}&version={Uri.EscapeDataString(version)}", cancellationToken);
        string uri = answer.GetProperty("artifact_uri").GetString() ?? "";
        return uri.StartsWith(Scheme, StringComparison.Ordinal)
            ? uri[Scheme.Length..].Trim('/')
            : throw new HttpRequestException($"models:/{name}/{version} lies at {new Uri(uri, UriKind.RelativeOrAbsolute) switch { { IsAbsoluteUri: true } absolute => absolute.Scheme, _ => "a path" }}, not behind the server: it serves no artifacts.");
    }

    private async Task<IReadOnlyList<string>> FilesAsync(string folder, CancellationToken cancellationToken)
    {
        JsonElement answer = await GetAsync($"/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(folder)}", cancellationToken);
        return [.. answer.GetProperty("files").EnumerateArray().Where(file => !file.GetProperty("is_dir").GetBoolean()).Select(file => file.GetProperty("path").GetString()!)];
    }

    private static string Artifact(string folder, string file) => $"/api/2.0/mlflow-artifacts/artifacts/{folder}/{Uri.EscapeDataString(Path.GetFileName(file))}";

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(path, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new HttpRequestException($"MLflow answered {(int)response.StatusCode}: {(text.Length > 300 ? text[..300] : text)}");
    }
}
