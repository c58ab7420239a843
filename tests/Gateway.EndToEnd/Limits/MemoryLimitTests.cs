using System.Net;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Limits;

public sealed class MemoryLimitTests
{
    [Fact]
    public async Task A_gateway_whose_heap_is_over_its_limit_refuses_predictions_and_stays_operable()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--Limits:MaxMemory=1");
        await using ForeignHost host = await ForeignHost.StartAsync("large");
        await gateway.Client.RegisterAsync("large", new Contracts.VersionRegistration { Hosts = Json.List(host.Url) }, CancellationToken.None);

        await Eventually.TrueAsync(
            async () =>
            {
                using HttpResponseMessage response = await gateway.InferAsync("large", ForeignModel.Body);
                return response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null } && (await response.Content.ReadAsStringAsync()).Contains("Limits:MaxMemory", StringComparison.Ordinal);
            },
            "Predictions are refused for want of memory");

        Assert.Empty(host.Seen);
        Assert.Equal(200, (await gateway.CallAsync(HttpMethod.Get, "/models/large")).Status);
    }
}
