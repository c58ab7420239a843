using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Core.Models;
using Gateway.Core.Preflight;
using Gateway.Registry;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Gateway.Hosts;

/// <summary>Checks artifacts in a process of their own, and asks foreign hosts what they serve.</summary>
internal sealed class ModelCheck(HostProbe probe, IOptions<HostsOptions> hosts, TimeProvider time) : IModelCheck, IDisposable
{
    private const int MostReport = 1 << 20;
    private const int MostLine = 500;

    private readonly SemaphoreSlim _turns = new(2);
    private readonly ResiliencePipeline _limited = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromMinutes(5)).Build();

    public async Task<ModelCheckResult> CheckAsync(VersionSource.Artifact artifact, string? golden, bool measure, string device, CancellationToken cancellationToken)
    {
        string? rows = golden is null ? null : Path.GetTempFileName();
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await (rows is null ? Task.CompletedTask : File.WriteAllTextAsync(rows, golden, cancellationToken));
            return await _limited.ExecuteAsync(async token => await RunAsync(artifact, Arguments(artifact, rows, measure, device), token), cancellationToken);
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
                return new ModelCheckResult(ModelSignature.Read(document.RootElement), [], metadata);
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

    private static string[] Arguments(VersionSource.Artifact artifact, string? golden, bool measure, string device) =>
    [
        "--check", artifact.ArtifactPath, "--device", device,
        .. golden is null ? Array.Empty<string>() : ["--golden", golden],
        .. measure ? ["--measure"] : Array.Empty<string>(),
        .. artifact.HasExternalData ? Array.Empty<string>() : ["--one-file"],
    ];

    private async Task<ModelCheckResult> RunAsync(VersionSource.Artifact artifact, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using Process process = HostLaunch.Start(arguments, log: null, hosts.Value.Limits);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            char[] report = new char[MostReport];
            int length = await process.StandardOutput.ReadBlockAsync(report, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode > 128
                ? Refused("load", $"The runtime crashed on it (signal {process.ExitCode - 128}).")
                : Read(new string(report, 0, length).Replace(artifact.ArtifactPath, "the file", StringComparison.Ordinal), Shortened(await errors, artifact));
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    private static ModelCheckResult Read(string output, string error) => HostReport.Parse(output) is { } report
        ? new ModelCheckResult(report.Signature, [.. CheckProblem.Of(report.Checks)], report.Text)
        : Refused("load", $"The check ended without a report{(error.Length > 0 ? $": {error}" : ".")}");

    /// <summary>Such as a shell's "cannot execute"; what comes below it is for the log at most.</summary>
    /// <remarks>The publisher reads it: no place on this machine.</remarks>
    private static string Shortened(string text, VersionSource.Artifact artifact)
    {
        string line = text.TrimStart().Split('\n')[0].TrimEnd().Replace(artifact.ArtifactPath, "the file", StringComparison.Ordinal).Replace(AppContext.BaseDirectory, "", StringComparison.Ordinal);
        return line.Length > MostLine ? line[..MostLine] : line;
    }

    private static ModelCheckResult Refused(string check, string message) => new(null, [new CheckProblem(check, message)], "{}");
}
