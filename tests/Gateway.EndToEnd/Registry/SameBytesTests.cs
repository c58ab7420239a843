using System.Net;
using System.Security.Cryptography;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Registry;

/// <summary>One artifact, several versions: whoever lets go of it takes it from nobody.</summary>
public sealed class SameBytesTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    private GatewayProcess Gateway => registry.Gateway;

    [LongFact]
    public async Task A_push_of_bytes_that_are_being_deleted_keeps_them()
    {
        byte[] bytes = await File.ReadAllBytesAsync(Digits.Artifact(1));
        for (int round = 0; round < 6; round++)
        {
            (await registry.PushAsync($"old{round}", Digits.Artifact(1))).Dispose();
            Task<HttpResponseMessage>[] pushes = [.. Enumerable.Range(0, 3).Select(i => registry.PushAsync($"new{round}-{i}", Digits.Artifact(1)))];
            (int deleted, _) = await Gateway.CallAsync(HttpMethod.Delete, $"/models/old{round}?force=true");
            Assert.Equal(204, deleted);
            foreach (HttpResponseMessage push in await Task.WhenAll(pushes))
            {
                Assert.Equal(HttpStatusCode.Created, push.StatusCode);
                push.Dispose();
            }

            for (int i = 0; i < 3; i++)
            {
                byte[] kept = await Gateway.Admin.GetByteArrayAsync($"/api/v1/models/new{round}-{i}/versions/1/artifact");
                Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(kept));
                await Gateway.CallAsync(HttpMethod.Delete, $"/models/new{round}-{i}?force=true");
            }
        }
    }
}
