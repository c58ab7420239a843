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

    private static async Task<string> PostAsync(ApiServer server, string key, string to)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/things") { Content = JsonContent.Create(new { to }) };
        request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Cancelled);
        string body = await answer.Content.ReadAsStringAsync(Cancelled);
        return $"{(int)answer.StatusCode} {body}{(answer.Headers.Contains("idempotency-replayed") ? " replayed" : "")}";
    }

    private Task<ApiServer> StartAsync(ApiServer? before = null) =>
        ApiServer.StartAsync(_ => { }, routes => Map(routes), Cancelled, before?.Directory);

    private void Map(IEndpointRouteBuilder routes) => routes.MapApi("/things", "things").MapPost("", Count);

    private Ok<string> Count(Body<VerbRequest> body) => body.Value.To == "conflict"
        ? throw new RefusedException(409, "taken", "It is taken.")
        : TypedResults.Ok(Interlocked.Increment(ref _calls).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
