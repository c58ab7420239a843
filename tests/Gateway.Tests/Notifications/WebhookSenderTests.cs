using System.Net;
using Gateway.Notifications;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Notifications;

public sealed class WebhookSenderTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_delivery_that_nobody_takes_is_given_up_after_a_day_and_counted()
    {
        Receiver receiver = new(_ => HttpStatusCode.ServiceUnavailable);
        double before = Dropped.Notification.Value;
        DateTimeOffset begun = _time.GetUtcNow();

        await DeliverAsync(receiver);

        Assert.InRange(_time.GetUtcNow() - begun, TimeSpan.FromHours(24), TimeSpan.FromHours(24.5));   // the pause before the last try is at most five minutes
        Assert.Equal(before + 1, Dropped.Notification.Value);
        Assert.True(receiver.Seen.Count > 100, $"{receiver.Seen.Count} tries");   // 24 h / 5 min = 288 after the first ones
    }

    [Fact]
    public async Task Every_try_has_the_same_id_and_body_and_a_signature_of_its_own_time()
    {
        Receiver receiver = new(tries => tries < 3 ? HttpStatusCode.Found : HttpStatusCode.NoContent);

        await DeliverAsync(receiver);

        Assert.Equal(3, receiver.Seen.Count);
        Assert.Single(receiver.Seen.Select(seen => (seen.Id, seen.Body)).Distinct());
        Assert.Equal(3, receiver.Seen.Select(seen => seen.Signature).Distinct().Count());
        Assert.All(receiver.Seen, seen => Assert.Equal(Signature.Of("secret"u8.ToArray(), seen.At, System.Text.Encoding.UTF8.GetBytes(seen.Body)), seen.Signature));
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_after_ten_seconds()
    {
        Receiver receiver = new(_ => null);
        using WebhookClient client = Client(receiver);

        Task<string?> sent = client.SendAsync(Webhook.Of("http://a.example/", 0), Row());
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(sent.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("no answer within 10 s", await sent);
    }

    private async Task DeliverAsync(Receiver receiver)
    {
        receiver.Time = _time;
        using WebhookClient client = Client(receiver);
        WebhookSender sender = new(Webhook.Of("http://a.example/", 0), null!, client, _time, NullLogger<WebhookSender>.Instance);
        Task delivered = sender.DeliverAsync(Row(), TestContext.Current.CancellationToken);
        while (!delivered.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await delivered;
    }

    private WebhookClient Client(Receiver receiver) =>
        new(receiver, new SigningSecret(Options.Create(new NotificationsOptions { Webhooks = ["http://a.example/"], Secret = "secret" }), Options.Create(new GatewayOptions())), _time);

    private OutboxRow Row() => new("a", 1, Guid.NewGuid(), _time.GetUtcNow(), "{\"text\":\"hello\"}");

    /// <param name="answer">Number of the try → status; null: never.</param>
    private sealed class Receiver(Func<int, HttpStatusCode?> answer) : HttpMessageHandler
    {
        public FakeTimeProvider Time { get; set; } = new();

        public List<(string Id, string Signature, string Body, DateTimeOffset At)> Seen { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Seen.Add((request.Headers.GetValues(WebhookClient.DeliveryHeader).Single(), request.Headers.GetValues(Signature.Header).Single(), body, Time.GetUtcNow()));
            if (answer(Seen.Count) is { } status)
            {
                return new HttpResponseMessage(status);
            }

            TaskCompletionSource<HttpResponseMessage> never = new();
            return await never.Task.WaitAsync(cancellationToken);
        }
    }
}
