using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>From an answer back to the version that gave it, its commit and its data.</summary>
public sealed class TraceTests
{
    [LongFact]
    public async Task An_answer_is_traced_to_its_version_its_commit_and_its_data()
    {
        string log = Path.Combine(Paths.Temporary("access"), "access.jsonl");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync($"--AccessLog:File={log}");
        await gateway.PushAsync("digits", Digits.Artifact(1), """{"source":{"commit":"0123abcd"},"data":[{"path":"heldout.csv","md5":"77aa"}]}""");
        await gateway.ServesAsync("digits");
        using (HttpResponseMessage answer = await gateway.InferAsync("digits", Digits.Rows[0], null, ("x-prediction-id", "order-17")))
        {
            Assert.True(answer.IsSuccessStatusCode, gateway.Process.Output);
        }

        await Eventually.TrueAsync(() => File.Exists(log) && new FileInfo(log).Length > 0, "the line is written");
        string chain = await Gwctl.DoneAsync(gateway, "trace", "--log", log, "order-17");
        Assert.All(["digits 1", "0123abcd", "heldout.csv", "sha256:"], link => Assert.Contains(link, chain, StringComparison.Ordinal));
        Assert.Equal(1, (await Gwctl.RunAsync(gateway, "trace", "--log", log, "order-18")).Code);
    }
}
