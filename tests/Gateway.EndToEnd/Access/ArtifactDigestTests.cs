using Gateway.TestKit;

namespace Gateway.EndToEnd.Access;

public sealed class ArtifactDigestTests
{
    [LongFact]
    public async Task An_artifact_that_was_changed_on_the_disk_is_not_loaded_until_it_is_itself_again()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.ServesAsync("digits");
        int pid = (await gateway.Client.HostsAsync(CancellationToken.None)).Items[0].Pid!.Value;
        string artifact = Directory.EnumerateFiles(Path.Combine(gateway.Data, "artifacts", "sha256"), "*", SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(artifact);
        await File.WriteAllBytesAsync(artifact, [.. bytes, 0]);

        RunningProcess.Kill(pid);
        await Eventually.TrueAsync(() => gateway.Process.Output.Contains("is not what was pushed", StringComparison.Ordinal), "the refusal", otherwise: () => gateway.Process.Output);
        await File.WriteAllBytesAsync(artifact, bytes);

        await gateway.ServesAsync("digits");
    }
}
