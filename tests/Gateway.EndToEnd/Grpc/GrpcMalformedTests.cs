using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Inference;
using Xunit;

namespace Gateway.EndToEnd.Grpc;

/// <summary>Calls that no client would make: each gets a status, and the gateway goes on.</summary>
public sealed class GrpcMalformedTests(GrpcGateway fixture) : IClassFixture<GrpcGateway>
{
    private const string Infer = "/inference.GRPCInferenceService/ModelInfer";

    public static TheoryData<string, byte[], string> Broken => new()
    {
        { "no message", [], "3" },
        { "half a frame", [0, 0, 0], "3" },
        { "a message cut short", [0, 0, 0, 0, 20, 10, 3, 97], "3" },
        { "a message of gigabytes", [0, 255, 255, 255, 255, 10, 3, 97, 98, 99], "8" },
        { "a compressed one", [1, 0, 0, 0, 5, 10, 3, 97, 98, 99], "12" },
        { "no protobuf", [0, 0, 0, 0, 4, 255, 255, 255, 255], "3" },
        { "a field longer than its message", [0, 0, 0, 0, 4, 10, 200, 1, 97], "3" },
        { "a name of 300 letters", [0, 0, 0, 1, 47, 10, 172, 2, .. Enumerable.Repeat((byte)'a', 300)], "5" },
        { "a name that is no UTF-8", [0, 0, 0, 0, 4, 10, 2, 255, 254], "5" },
        { "no name", [0, 0, 0, 0, 0], "3" },
        { "one that is nowhere", [0, 0, 0, 0, 5, 10, 3, 97, 98, 99], "5" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_malformed_call_gets_a_status(string what, byte[] body, string status)
    {
        Assert.NotEmpty(what);
        foreach (string method in (string[])["ModelInfer", "ModelStreamInfer", "ModelMetadata"])
        {
            (HttpStatusCode http, string? said, string? message) = await CallAsync("/inference.GRPCInferenceService/" + method, body);
            Assert.True(http == HttpStatusCode.OK && said == status, $"{method}: {http} {said} {message}");
            Assert.NotEmpty(message!);
        }

        Assert.Equal("0", (await CallAsync("/inference.GRPCInferenceService/ServerLive", new byte[5])).Status);
    }

    [Fact]
    public async Task A_model_named_behind_the_tensors_is_found()
    {
        await using ForeignGrpcModel model = await ForeignGrpcModel.StartAsync(fixture.Gateway, "behind", versions: 1);
        byte[] tensors = new ModelInferRequest { RawInputContents = { ByteString.CopyFrom(new byte[300_000]) } }.ToByteArray();
        byte[] message = [.. tensors, .. new ModelInferRequest { ModelVersion = "1", ModelName = "behind" }.ToByteArray()];
        Assert.Equal("0", (await CallAsync(Infer, Framed(message))).Status);
        ModelInferRequest seen = Assert.Single(model.Sides[0].Seen);
        Assert.Equal(("behind", 300_000), (seen.ModelName, seen.RawInputContents[0].Length));
    }

    [Fact]
    public async Task A_model_named_behind_megabytes_is_refused_in_words()
    {
        byte[] tensors = new ModelInferRequest { RawInputContents = { ByteString.CopyFrom(new byte[2 << 20]) } }.ToByteArray();
        (_, string? status, string? message) = await CallAsync(Infer, Framed([.. tensors, .. new ModelInferRequest { ModelName = "behind" }.ToByteArray()]));
        Assert.Equal("3", status);
        Assert.Contains("16384", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_gRPC_is_415_and_an_unknown_service_is_UNIMPLEMENTED()
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await CallAsync(Infer, [], "application/json")).Http);
        Assert.Equal("12", (await CallAsync("/nobody.Service/Call", new byte[5])).Status);
    }

    private static byte[] Framed(byte[] message) => [0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(message.Length)), .. message];

    private async Task<(HttpStatusCode Http, string? Status, string? Message)> CallAsync(string path, byte[] body, string type = "application/grpc")
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{fixture.Gateway.GrpcPort}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        using HttpResponseMessage response = await client.SendAsync(request);
        string? Of(string name) => response.Headers.Concat(response.TrailingHeaders).FirstOrDefault(header => header.Key == name).Value?.First();
        return (response.StatusCode, Of("grpc-status"), Of("grpc-message"));
    }
}
