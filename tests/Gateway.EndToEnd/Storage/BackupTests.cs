using System.Diagnostics;
using Gateway.EndToEnd.Faults;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Storage;

/// <summary>What was backed up comes back, and nothing that is damaged is put in place.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _folder = Paths.Temporary("backup");
    private GatewayProcess _gateway = null!;

    private string File => Path.Combine(_folder, "all.tar");

    private string Database => Path.Combine(_gateway.Data, "gateway.db");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        _gateway = await GatewayProcess.StartAsync();
        await _gateway.PushAsync("digits", Digits.Artifact(1));
        await _gateway.PushAsync("digits", Digits.Artifact(2));
        await _gateway.ServesAsync("digits");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [LongFact]
    public async Task A_backup_taken_under_load_is_a_whole_gateway_on_another_machine()
    {
        await using (Load load = new(_gateway, "digits", Digits.Rows, clients: 2))
        {
            await load.AnsweredAsync(20);
            await Gwctl.DoneAsync(_gateway, "backup", File);
            await load.AnsweredAsync(20);
            await load.StopAsync();
            Assert.Equal(0, load.Failed);
        }

        await _gateway.PushAsync("later", Digits.Artifact(3));
        await using GatewayProcess other = await GatewayProcess.StartAsync();
        await StopAsync(other);
        await Gwctl.DoneAsync(other, "restore", File, "--data", other.Data, "--force");
        Directory.Delete(Path.Combine(_gateway.Data, "artifacts"), recursive: true); // the other has its own
        await other.RestartAsync();

        await other.ServesAsync("digits");
        using HttpResponseMessage answer = await other.InferAsync("digits", Digits.Rows[0]);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(["1", "2"], (await other.Client.LastVersionsAsync("digits", 100, null, CancellationToken.None)).Items.Select(version => version.Number).Order());
        Assert.Equal(["digits"], (await other.Client.ModelsAsync(CancellationToken.None)).Select(model => model.Name));
    }

    [Fact]
    public async Task Backups_that_are_asked_for_at_once_are_all_taken_each_under_a_name_of_its_own()
    {
        Contracts.Backup[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _gateway.Client.TakeBackupAsync(CancellationToken.None)));
        Assert.Equal(8, taken.Select(backup => backup.Name).Distinct().Count());
        Assert.All(taken, backup => Assert.True(backup.Bytes > 0));
    }

    [LongFact]
    public async Task An_artifact_of_several_files_comes_back_whole()
    {
        string model = ExternalModel.Write(_folder), bundle = Path.Combine(_folder, "bundle.tar");
        await Gwctl.DoneAsync(_gateway, "pack", model, "--out", bundle);
        await Gwctl.DoneAsync(_gateway, "push", "external", bundle);
        await _gateway.ServesAsync("external");
        await Gwctl.DoneAsync(_gateway, "backup", File);
        await using GatewayProcess other = await GatewayProcess.StartAsync();
        await StopAsync(other);
        await Gwctl.DoneAsync(other, "restore", File, "--data", other.Data, "--force");
        await StopAsync(_gateway);
        Directory.Delete(Path.Combine(_gateway.Data, "artifacts"), recursive: true); // the other has its own
        await other.RestartAsync();

        await other.ServesAsync("external");
        using HttpResponseMessage answer = await other.InferAsync("external", """{"inputs":[{"name":"x","datatype":"FP32","shape":[4],"data":[1,2,3,4]}]}""");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [LongFact]
    [Fault("database corrupt")]
    public async Task A_damaged_database_is_found_at_the_start_and_the_newest_good_backup_is_offered_and_works()
    {
        Contracts.Backup good = await _gateway.Client.TakeBackupAsync(CancellationToken.None);
        Contracts.Backup newest = await _gateway.Client.TakeBackupAsync(CancellationToken.None);
        await StopAsync(_gateway);
        string backups = Path.Combine(_gateway.Data, "backups");
        Damage(Path.Combine(backups, newest.Name + ".db"));
        Damage(Database);

        long started = Stopwatch.GetTimestamp();
        InvalidOperationException ended = await Assert.ThrowsAsync<InvalidOperationException>(_gateway.RestartAsync);
        Assert.Equal(1, await _gateway.Process.ExitAsync());
        string offered = Path.Combine(backups, good.Name + ".db");
        Assert.Contains($"The database {Database} is damaged", ended.Message, StringComparison.Ordinal);
        Assert.Contains($"gwctl restore {offered} --data {_gateway.Data} --force", ended.Message, StringComparison.Ordinal);

        await Gwctl.DoneAsync(_gateway, "restore", offered, "--data", _gateway.Data, "--force");
        await _gateway.RestartAsync();
        await _gateway.ServesAsync("digits");
        FaultRow.Tell("database corrupt", "refused until a restore: the start names the file and the newest good backup", Stopwatch.GetElapsedTime(started), 0, 0);
    }

    [LongFact]
    public async Task Nothing_is_put_in_place_under_a_running_gateway_over_a_database_or_from_a_damaged_archive()
    {
        await Gwctl.DoneAsync(_gateway, "backup", File);
        (int running, string said) = await Gwctl.RunAsync(_gateway, "restore", File, "--data", _gateway.Data, "--force");
        Assert.True(running == 1 && said.Contains("a gateway is running", StringComparison.Ordinal), said);

        await StopAsync(_gateway);
        byte[] before = await System.IO.File.ReadAllBytesAsync(Database);
        (int unforced, said) = await Gwctl.RunAsync(_gateway, "restore", File, "--data", _gateway.Data);
        Assert.True(unforced == 1 && said.Contains("--force", StringComparison.Ordinal), said);

        byte[] archive = await System.IO.File.ReadAllBytesAsync(File);
        archive[archive.AsSpan().IndexOf("SQLite format 3"u8) + 5000] ^= 0xFF;
        await System.IO.File.WriteAllBytesAsync(File, archive);
        (int damaged, said) = await Gwctl.RunAsync(_gateway, "restore", File, "--data", _gateway.Data, "--force");
        Assert.True(damaged == 1 && said.Contains("gateway.db is damaged", StringComparison.Ordinal), said);

        await System.IO.File.WriteAllBytesAsync(File, archive[..(archive.Length / 2)]);
        (int cut, said) = await Gwctl.RunAsync(_gateway, "restore", File, "--data", _gateway.Data, "--force");
        Assert.True(cut == 1, said);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(Database));
    }

    private static async Task StopAsync(GatewayProcess gateway)
    {
        gateway.Process.Terminate();
        Assert.Equal(0, await gateway.Process.ExitAsync());
    }

    /// <summary>As a bad disk does: a page in the middle is something else.</summary>
    private static void Damage(string file)
    {
        using FileStream stream = System.IO.File.OpenWrite(file);
        stream.Position = 4096;
        stream.Write(Enumerable.Repeat((byte)0xA5, 8192).ToArray());
    }
}
