using System.Diagnostics;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Storage;

/// <summary>Somebody upgrades, and goes back.</summary>
public sealed class ReleaseBeforeTests
{
    [LongFact]
    public async Task The_release_before_serves_and_registers_on_a_database_that_the_next_one_expanded()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync();
        await gateway.PushAsync("digits", Digits.Artifact(1));
        await gateway.ServesAsync("digits");
        gateway.Process.Terminate();
        Assert.Equal(0, await gateway.Process.ExitAsync());

        await ExpandAsync(Path.Combine(gateway.Data, "gateway.db"));
        await gateway.RestartAsync();
        await gateway.ServesAsync("digits");

        using HttpResponseMessage answer = await gateway.InferAsync("digits", Digits.Rows[0]);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("ready", (await gateway.PushAsync("digits", Digits.Artifact(2))).State);
        Assert.Equal(["1", "2"], (await gateway.Client.LastVersionsAsync("digits", 100, null, CancellationToken.None)).Items.Select(version => version.Number).Order());
    }

    /// <summary>As a migration may: a table more, columns more.</summary>
    private static async Task ExpandAsync(string file)
    {
        string script = $"""
            import sqlite3
            database = sqlite3.connect({System.Text.Json.JsonSerializer.Serialize(file)})
            database.executescript("ALTER TABLE versions ADD COLUMN later TEXT; ALTER TABLE journal ADD COLUMN later TEXT; CREATE TABLE later (one INTEGER); PRAGMA user_version = 9999; UPDATE schema_opens SET written = 9999")
            """;
        using Process python = Process.Start("/usr/bin/python3", ["-c", script]);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, python.ExitCode);
    }
}
