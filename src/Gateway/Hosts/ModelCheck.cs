using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Core.Models;
using Gateway.Registry;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Gateway.Hosts;

/// <summary>Checks artifacts in a process of their own, and asks foreign hosts what they serve.</summary>
internal sealed class ModelCheck(HostProbe probe, IOptions<HostsOptions> hosts, TimeProvider time) : IModelCheck, IDisposable
{
    private const int MostReport = 1 << 20;

    private readonly SemaphoreSlim _turns = new(2);
    private readonly ResiliencePipeline _limited = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromMinutes(5)).Build();

    public async Task<ModelCheckResult> CheckAsync(VersionSource.Artifact artifact, string? golden, string device, CancellationToken cancellationToken)
    {
        string? rows = golden is null ? null : Path.GetTempFileName();
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await (rows is null ? Task.CompletedTask : File.WriteAllTextAsync(rows, golden, cancellationToken));
            return await _limited.ExecuteAsync(async token => await RunAsync(artifact, rows, device, token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return Refused("load", "It did not load within five minutes.");
        }
        finally
        {
            _turns.Release();
            if (rows is not null)
            {
                File.Delete(rows);
            }
        }
    }

    public async Task<ModelCheckResult> DiscoverAsync(VersionSource.Addresses addresses, string model, CancellationToken cancellationToken)
    {
        List<CheckProblem> problems = [];
        foreach (HostAddress address in await LookUpAsync(addresses, problems, cancellationToken))
        {
            Uri uri = new(address.Rest, addresses.Protocol == "http" ? addresses.HealthPath ?? "/" : $"/v2/models/{addresses.ServedModel ?? model}" + (addresses.ServedVersion is { } version ? $"/versions/{version}" : ""));
            try
            {
                using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                late.CancelAfter(TimeSpan.FromSeconds(5));
                string metadata = await probe.Client.GetStringAsync(uri, late.Token);
                if (addresses.Protocol == "http")
                {
                    return new ModelCheckResult(null, [], "{}"); // it is well, and has no more to tell
                }

                using JsonDocument document = JsonDocument.Parse(metadata);
                return new ModelCheckResult(Signature(document.RootElement), [], metadata);
            }
            catch (Exception problem) when (problem is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or IOException
                || problem is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                problems.Add(new CheckProblem("metadata", $"{uri}: {problem.Message}"));
            }
        }

        return new ModelCheckResult(null, problems, "{}");
    }

    public void Dispose() => _turns.Dispose();

    private static async Task<IReadOnlyList<HostAddress>> LookUpAsync(VersionSource.Addresses addresses, List<CheckProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            return await HostWishes.AddressesAsync(addresses, cancellationToken);
        }
        catch (SocketException problem)
        {
            problems.Add(new CheckProblem("metadata", $"{string.Join(' ', addresses.Hosts)}: {problem.Message}"));
            return [];
        }
    }

    private async Task<ModelCheckResult> RunAsync(VersionSource.Artifact artifact, string? golden, string device, CancellationToken cancellationToken)
    {
        using Process process = HostLaunch.Start(["--check", artifact.ArtifactPath, "--device", device, .. golden is null ? Array.Empty<string>() : ["--golden", golden], .. artifact.HasExternalData ? Array.Empty<string>() : ["--one-file"]], log: null, hosts.Value.MaxMemory);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            char[] report = new char[MostReport];
            int length = await process.StandardOutput.ReadBlockAsync(report, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await errors;
            return process.ExitCode > 128
                ? Refused("load", $"The runtime crashed on it (signal {process.ExitCode - 128}).")
                : Parse(new string(report, 0, length).Replace(artifact.ArtifactPath, "the file", StringComparison.Ordinal));
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    private static ModelCheckResult Parse(string output)
    {
        try
        {
            string line = output.Split('\n').LastOrDefault(line => line.StartsWith('{')) ?? "";
            using JsonDocument report = JsonDocument.Parse(line);
            JsonElement root = report.RootElement;
            CheckProblem[] problems = [.. root.GetProperty("problems").EnumerateArray().Select(problem => new CheckProblem(problem.GetProperty("check").GetString()!, problem.GetProperty("message").GetString()!))];
            return new ModelCheckResult(root.GetProperty("signature") is { ValueKind: JsonValueKind.Object } signature ? Signature(signature) : null, problems, line);
        }
        catch (JsonException)
        {
            return Refused("load", "The check ended without a report.");
        }
    }

    private static ModelCheckResult Refused(string check, string message) => new(null, [new CheckProblem(check, message)], "{}");

    private static ModelSignature Signature(JsonElement element) => new(Tensors(element, "inputs"), Tensors(element, "outputs"));

    private static List<TensorSpec> Tensors(JsonElement element, string role) =>
    [
        .. element.GetProperty(role).EnumerateArray().Select(tensor => new TensorSpec(
            tensor.GetProperty("name").GetString()!,
            Datatypes.TryParse(tensor.GetProperty("datatype").GetString()!, out Datatype datatype) ? datatype : throw new JsonException($"There is no datatype {tensor.GetProperty("datatype")}."),
            [.. tensor.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())],
            tensor.TryGetProperty("optional", out JsonElement optional) && optional.ValueKind == JsonValueKind.True)),
    ];
}
