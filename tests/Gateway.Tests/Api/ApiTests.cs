using System.Net;
using System.Net.Http.Json;
using System.Text;
using Gateway.Api;
using Gateway.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Gateway.Tests.Api;

public sealed class ApiTests
{
    private int _calls;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_with_problems_never_reaches_the_handler()
    {
        await using ApiServer server = await StartAsync();

        using HttpResponseMessage answer = await server.Client.PostAsJsonAsync("/api/v1/things", new { reasn = "x", to = 4 }, Cancelled);
        Problem? problem = await answer.Content.ReadFromJsonAsync<Problem>(Cancelled);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json", 0), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, _calls));
        Assert.Equal(["reasn", "to"], problem!.Errors!.Select(error => error.Path));
    }

    [Fact]
    public async Task A_refusal_from_inside_is_a_problem()
    {
        await using ApiServer server = await StartAsync();

        using HttpResponseMessage answer = await server.Client.PostAsJsonAsync("/api/v1/things", new { to = "conflict" }, Cancelled);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("taken", (await answer.Content.ReadFromJsonAsync<Problem>(Cancelled))!.Type);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_told_how_to_be()
    {
        await using ApiServer server = await StartAsync();
        using StringContent text = new("{}", Encoding.UTF8, "text/plain");

        using HttpResponseMessage answer = await server.Client.PostAsync("/api/v1/things", text, Cancelled);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("application/json", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task The_same_key_gets_the_first_answer_again_also_after_a_restart()
    {
        await using ApiServer first = await StartAsync();
        string before = await PostAsync(first, "key-1", "a");
        string again = await PostAsync(first, "key-1", "a");
        await first.StopAsync();
        await using ApiServer second = await StartAsync(first);
        string later = await PostAsync(second, "key-1", "a");
        string other = await PostAsync(second, "key-2", "a");

        Assert.Equal(("200 \"1\"", "200 \"1\" replayed", "200 \"1\" replayed", "200 \"2\""), (before, again, later, other));
    }

    [Fact]
    public async Task A_key_used_for_another_body_is_refused()
    {
        await using ApiServer server = await StartAsync();

        string first = await PostAsync(server, "key", "a");

        Assert.Equal("200 \"1\"", first);
        Assert.StartsWith("422", await PostAsync(server, "key", "b"));
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task An_upload_is_the_same_by_its_parts_whatever_their_boundary_and_another_of_the_same_length_is_refused()
    {
        await using ApiServer server = await StartAsync();
        byte[] model = new byte[300_000];
        new Random(1).NextBytes(model);
        string first = await UploadAsync(server, "boundary-one", "record", model);
        string again = await UploadAsync(server, "another-one", "record", model);
        string shorterBoundary = await UploadAsync(server, "short", "record", model);
        string otherName = await UploadAsync(server, "boundary-one", "golden", model);
        model[200_000] ^= 1;
        string otherBytes = await UploadAsync(server, "boundary-one", "record", model);
        string longer = await UploadAsync(server, "boundary-one", "record", [.. model, 1]);

        Assert.Equal(("200 \"1\"", "200 \"1\" replayed", "200 \"1\" replayed", 1), (first, again, shorterBoundary, _calls));
        Assert.All([otherName, otherBytes, longer], answer => Assert.StartsWith("422", answer));
    }

    [Fact]
    public async Task What_the_handler_did_not_read_counts_too()
    {
        await using ApiServer server = await StartAsync();

        Assert.Equal("200 \"1\"", await PostAsync(server, "key", "a", "/api/v1/things/unread"));
        Assert.Equal("200 \"1\" replayed", await PostAsync(server, "key", "a", "/api/v1/things/unread"));
        Assert.StartsWith("422", await PostAsync(server, "key", "b", "/api/v1/things/unread"));
    }

    [Fact]
    public async Task A_query_that_an_endpoint_does_not_know_is_refused_with_the_nearest_that_it_does()
    {
        await using ApiServer server = await StartAsync();

        using HttpResponseMessage write = await server.Client.PostAsJsonAsync("/api/v1/things?forse=true&x=1", new { reasn = "x" }, Cancelled);
        using HttpResponseMessage read = await server.Client.GetAsync("/api/v1/things?limt=x&limit=x", Cancelled);
        Problem? problem = await write.Content.ReadFromJsonAsync<Problem>(Cancelled);
        Problem? reading = await read.Content.ReadFromJsonAsync<Problem>(Cancelled);

        Assert.Equal((400, 400, 0), ((int)write.StatusCode, (int)read.StatusCode, _calls));
        Assert.Equal(["forse", "x", "reasn"], problem!.Errors!.Select(error => error.Path));
        Assert.Equal(["limt is not known here (did you mean limit?); known are limit", "limit must be a whole number from 1 to 9"], reading!.Errors!.Select(error => $"{error.Path} {error.Message}"));
    }

    [Fact]
    public async Task Form_and_rules_are_told_together_and_of_a_wrong_member_only_its_form()
    {
        await using ApiServer server = await StartAsync();

        using HttpResponseMessage answer = await server.Client.PutAsJsonAsync("/api/v1/things?limit=0", new { reasn = "x", to = 4 }, Cancelled);
        using HttpResponseMessage right = await server.Client.PutAsJsonAsync("/api/v1/things", new { to = "b", reason = "because" }, Cancelled);
        Problem? problem = await answer.Content.ReadFromJsonAsync<Problem>(Cancelled);

        Assert.Equal(["limit", "reasn", "to", "reason"], problem!.Errors!.Select(error => error.Path));
        Assert.Equal((200, 1), ((int)right.StatusCode, _calls));
    }

    [Fact]
    public async Task A_request_has_an_id_and_keeps_its_own()
    {
        await using ApiServer server = await StartAsync();
        using HttpRequestMessage own = new(HttpMethod.Post, "/api/v1/things");
        own.Headers.Add("x-request-id", "mine-1");

        using HttpResponseMessage kept = await server.Client.SendAsync(own, Cancelled);
        using HttpResponseMessage given = await server.Client.PostAsync("/api/v1/things", null, Cancelled);

        Assert.Equal("mine-1", kept.Headers.GetValues("x-request-id").Single());
        Assert.True(Guid.TryParse(given.Headers.GetValues("x-request-id").Single(), out _));
    }

    private static async Task<string> PostAsync(ApiServer server, string key, string to, string path = "/api/v1/things")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = JsonContent.Create(new { to }) };
        return await SendAsync(server, request, key);
    }

    private static async Task<string> UploadAsync(ApiServer server, string boundary, string name, byte[] model)
    {
        using MultipartFormDataContent parts = new(boundary) { { new StringContent("{}"), name }, { new ByteArrayContent(model), "model", "model.onnx" } };
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/things/upload") { Content = parts };
        return await SendAsync(server, request, "upload");
    }

    private static async Task<string> SendAsync(ApiServer server, HttpRequestMessage request, string key)
    {
        request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Cancelled);
        string body = await answer.Content.ReadAsStringAsync(Cancelled);
        return $"{(int)answer.StatusCode} {body}{(answer.Headers.Contains("idempotency-replayed") ? " replayed" : "")}";
    }

    private Task<ApiServer> StartAsync(ApiServer? before = null) =>
        ApiServer.StartAsync(_ => { }, routes => Map(routes), Cancelled, before?.Directory);

    private void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/things", "things");
        group.MapPost("", Count);
        group.MapPost("/unread", () => Counted());
        group.MapPost("/upload", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return Counted();
        });
        group.MapGet("", (Query query) =>
        {
            query.Number("limit", 1, 9);
            query.Check();
            return Counted();
        }).Takes("limit");
        group.MapPut("", (Query query, Draft<VerbRequest> body) =>
        {
            query.Number("limit", 1, 9);
            Require(body.Against(Require, query));
            return Counted();
        }).Takes("limit");
    }

    private static void Require(VerbRequest verb)
    {
        ProblemItem[] problems = [.. verb.To is null ? [new ProblemItem("to", "is missing")] : (ProblemItem[])[], .. verb.Reason is null ? [new ProblemItem("reason", "is missing")] : (ProblemItem[])[]];
        if (problems.Length > 0)
        {
            throw RefusedException.Invalid(problems);
        }
    }

    private Ok<string> Counted() => TypedResults.Ok(Interlocked.Increment(ref _calls).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private Ok<string> Count(Body<VerbRequest> body) => body.Value.To == "conflict"
        ? throw new RefusedException(409, "taken", "It is taken.")
        : Counted();
}
