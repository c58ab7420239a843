using System.Text.RegularExpressions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>The demonstration, as a new user starts it.</summary>
[Collection(nameof(Alone))]
public sealed class DemoTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [LongFact]
    public async Task It_promotes_the_better_model_rolls_back_the_bad_ones_and_no_client_notices()
    {
        await using RunningProcess demo = Start();
        int code = await demo.ExitAsync(Deadline);
        output.WriteLine(demo.Output);
        Assert.True(code == 0, demo.Output);
        Assert.Contains("  promoted 100 %", demo.Output, StringComparison.Ordinal);
        Assert.Matches(@"rolledBack 0 %: errors <= (2%|1\.5x baseline): \d+ of \d+ failed", demo.Output);
        Assert.Matches(@"rolledBack 0 %: p99 <= 1\.25x baseline: [\d.]+ ms against [\d.]+ ms allowed", demo.Output);
        Assert.Matches(@"What clients saw: \d+ requests, 0 answered other than 200, \d+ rescued", demo.Output);
        Assert.Equal(4, Regex.Count(demo.Output, @"\$ curl -F model=@.*v\d\.onnx http://127\.0\.0\.1:\d+/api/v1/models/digits/versions"));
        Assert.Equal(3, Regex.Count(demo.Output, @"\$ curl -H 'content-type: application/json' -d '\{.*\}' http://.*/rollouts"));
        Assert.Contains("All ended as it should, in ", demo.Output, StringComparison.Ordinal);
        double first = Accuracy(demo.Output, "1"), second = Accuracy(demo.Output, "2");
        Assert.True(second > first, $"version 2 is really better: {second} against {first}");
    }

    [LongFact]
    public async Task With_the_files_of_v2_and_v3_exchanged_it_says_what_is_wrong_and_exits_with_1()
    {
        string folder = Paths.Temporary("exchanged");
        foreach ((string from, string to) in ((string, string)[])[("v1.onnx", "v1.onnx"), ("v2.onnx", "v3.onnx"), ("v3.onnx", "v2.onnx"), ("v4.onnx", "v4.onnx"), ("heldout.csv", "heldout.csv")])
        {
            File.Copy(Path.Combine(Digits.Folder, from), Path.Combine(folder, to));
        }

        await using RunningProcess demo = Start("--demo-samples", folder);
        int code = await demo.ExitAsync(Deadline);
        Assert.True(code == 1, demo.Output);
        Assert.Contains("Not as it should be: version 2 should be promoted and is rolledBack; version 3 should be rolled back by its errors: promoted", demo.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 answered other than 200", demo.Output, StringComparison.Ordinal);
    }

    private static double Accuracy(string text, string version) =>
        double.Parse(Regex.Match(text, $@"version {version}: \d+ answers, ([\d.]+) % right").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static RunningProcess Start(params string[] options) => RunningProcess.Start(
        GatewayProcess.Program, ["--demo", "--exit", "--Gateway:RestPort=0", "--Gateway:GrpcPort=0", "--Gateway:AdminPort=0", .. options]);
}
