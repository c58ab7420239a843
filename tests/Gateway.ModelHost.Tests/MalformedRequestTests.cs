using System.Diagnostics;
using System.Text;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

public sealed class MalformedRequestTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const int Seed = 20261125;

    [Fact]
    public async Task Whatever_is_malformed_gets_a_sentence_and_the_process_goes_on()
    {
        List<string> wrong = [];
        long slowest = 0;
        foreach (MalformedRequests.Malformed malformed in new MalformedRequests(Seed).Take(LongTests.Asked ? 20_000 : 2_004))
        {
            long began = Stopwatch.GetTimestamp();
            (int status, string text) = await SendAsync(malformed);
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(began).Ticks);
            if (status is < 400 or >= 500 || Rest.Error(text).Length == 0)
            {
                wrong.Add($"{malformed.What}: {status} {text} for {Encoding.UTF8.GetString(malformed.Body)[..Math.Min(300, malformed.Body.Length)]}");
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(TimeSpan.FromTicks(slowest), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Null(FixtureModels.Difference("triton_simple", await host.Client.AskAsync(Transport.RestBinary, "triton_simple", "triton_simple")));
    }

    private async Task<(int Status, string Text)> SendAsync(MalformedRequests.Malformed malformed)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/triton_simple/infer") { Content = new ByteArrayContent(malformed.Body) };
        if (malformed.HeaderLength is { } length)
        {
            request.Headers.TryAddWithoutValidation(Rest.HeaderLength, length);
        }

        using HttpResponseMessage response = await host.Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
