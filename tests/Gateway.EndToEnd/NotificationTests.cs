using System.Security.Cryptography;
using System.Text;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;
using Delivery = Gateway.TestKit.WebhookReceiver.Delivery;

namespace Gateway.EndToEnd;

/// <summary>Real gateways tell real receivers.</summary>
public sealed class NotificationTests
{
    private const string Secret = "only for this test";

    [Fact]
    public async Task A_rollback_is_told_exactly_once_with_a_valid_signature()
    {
        int port = Paths.FreePort();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(port);
        await using GatewayProcess gateway = await StartAsync(port);

        string reason = await RolledBackAsync(gateway, "digits");
        await HeldAsync(gateway, "later");

        IReadOnlyList<Delivery> told = await receiver.AcceptedAsync(2, () => gateway.Process.Output);
        Event line = (await gateway.Client.EventsAsync("digits", "rolloutChanged", 0, 100, CancellationToken.None)).Items.Single(line => line.To == "rolledBack");
        Assert.Equal(["rolledBack", "held"], receiver.Deliveries.Select(delivery => delivery.Text("kind")));
        Assert.Equal(($"{line.Id}", $"{line.Id}"), (told[0].Id, told[0].Text("id")));
        Assert.Equal($"digits: version 2 was rolled back: {reason}", told[0].Text("text"));
        Assert.Matches("errors <= 2%: [0-9]+ of [0-9]+ failed", reason);
        Assert.All(told, AssertSigned);
        Assert.DoesNotContain(Secret, gateway.Process.Output, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task A_receiver_that_is_down_is_told_when_it_is_up()
    {
        int port = Paths.FreePort();
        await using GatewayProcess gateway = await StartAsync(port);
        await HeldAsync(gateway, "digits");
        await Eventually.TrueAsync(() => gateway.Process.Output.Contains("was not taken by", StringComparison.Ordinal), "A failed try", otherwise: () => gateway.Process.Output);

        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(port);
        receiver.Answer = _ => Task.FromResult(receiver.Deliveries.Count < 2 ? 503 : 200);

        Delivery told = Assert.Single(await receiver.AcceptedAsync(1, () => gateway.Process.Output));
        Assert.Equal("held", told.Text("kind"));
        Assert.Equal(told.Id, Assert.Single(receiver.Deliveries.Select(delivery => delivery.Id).Distinct()));
        Assert.DoesNotContain("geheim", gateway.Process.Output, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task A_gateway_that_is_killed_while_it_tells_tells_it_after_its_restart_under_the_same_id()
    {
        int port = Paths.FreePort();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(port);
        receiver.Answer = WebhookReceiver.HangAsync;
        await using GatewayProcess gateway = await StartAsync(port);
        await RolledBackAsync(gateway, "digits");
        await Eventually.TrueAsync(() => receiver.Deliveries.Count == 1, "The try that hangs", otherwise: () => gateway.Process.Output);

        gateway.Process.Kill();
        await gateway.Process.ExitAsync();
        receiver.Answer = _ => Task.FromResult(200);
        await gateway.RestartAsync();
        await HeldAsync(gateway, "later");

        IReadOnlyList<Delivery> told = await receiver.AcceptedAsync(2, () => gateway.Process.Output);
        Assert.Equal(["rolledBack", "held"], told.Select(delivery => delivery.Text("kind")));
        Assert.Equal(receiver.Deliveries[0].Id, told[0].Id);
        Assert.Equal(receiver.Deliveries[0].Body, told[0].Body);
        Assert.Equal(3, receiver.Deliveries.Count);   // one hung, two were taken
    }

    [LongFact]
    public async Task A_receiver_that_hangs_does_not_delay_another()
    {
        (int dead, int well) = (Paths.FreePort(), Paths.FreePort());
        await using WebhookReceiver hangs = await WebhookReceiver.StartAsync(dead);
        hangs.Answer = WebhookReceiver.HangAsync;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(well);
        await using GatewayProcess gateway = await StartAsync(dead, well);

        await HeldAsync(gateway, "one");
        await HeldAsync(gateway, "two");

        IReadOnlyList<Delivery> told = await receiver.AcceptedAsync(2, () => gateway.Process.Output);
        Assert.Equal(["one", "two"], told.Select(delivery => delivery.Text("model")));
        Assert.All(hangs.Deliveries, delivery => Assert.Equal("one", delivery.Text("model")));   // in order: the second waits for the first
        Assert.Empty(hangs.Accepted);
    }

    [LongFact]
    public async Task A_host_that_keeps_dying_is_told()
    {
        int port = Paths.FreePort();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(port);
        await using GatewayProcess gateway = await StartAsync(port);
        await gateway.PushAsync("digits", Digits.Artifact(1));
        int last = 0;
        for (int death = 0; death < 3; death++)
        {
            Host host = await Eventually.GetAsync(
                async () => (await gateway.Client.HostsAsync(CancellationToken.None)).Items.FirstOrDefault(host => host is { State: "ready", Pid: { } pid } && pid != last), "A ready host", otherwise: () => gateway.Process.Output);
            RunningProcess.Kill(last = host.Pid!.Value);
        }

        Delivery told = Assert.Single(await receiver.AcceptedAsync(1, () => gateway.Process.Output));
        Assert.Equal("digits: version 1 has a host that keeps dying: host digits/1/0 died 3 times within 10 minutes", told.Text("text"));
    }

    [Fact]
    public async Task A_wrong_list_stops_the_start_and_every_problem_is_named()
    {
        await using RunningProcess gateway = RunningProcess.Start(
            GatewayProcess.Program,
            [$"--Gateway:DataDirectory={Paths.Temporary("data")}", "--Notifications:Webhooks=ftp://user:geheim@a/ http://b/ relative", "--Notifications:Secret=env:GATEWAY_TEST_NO_SUCH_VARIABLE"]);

        Assert.Equal(2, await gateway.ExitAsync());
        await Eventually.TrueAsync(() => gateway.Output.Contains("GATEWAY_TEST_NO_SUCH_VARIABLE is not set", StringComparison.Ordinal), "The problems", otherwise: () => gateway.Output);
        Assert.Contains("Notifications:Webhooks:0: must be", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("Notifications:Webhooks:2: must be", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", gateway.Output, StringComparison.Ordinal);
    }

    private static Task<GatewayProcess> StartAsync(params int[] ports) => GatewayProcess.StartAsync(
        [.. ports.Select((port, place) => $"--Notifications:Webhooks:{place}=http://127.0.0.1:{port}/hook?token=geheim"), $"--Notifications:Secret={Secret}"]);

    /// <returns>The rollout's reason.</returns>
    private static async Task<string> RolledBackAsync(GatewayProcess gateway, string name)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, name);
        model.Candidate.Answer = HostAnswers.Status(500);
        await using Load load = model.Load(clients: 2);
        Rollout started = await model.RollOutAsync("2");
        return (await model.UntilAsync(started.Id, "rolledBack")).Reason!;
    }

    private static async Task HeldAsync(GatewayProcess gateway, string name)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(gateway, name);
        Rollout started = await model.RollOutAsync("2");
        await model.UntilAsync(started.Id, "progressing");
        await gateway.Client.CommandAsync(started.Id, "hold", "to look at it", CancellationToken.None);
    }

    /// <summary>As docs/notifications.md says.</summary>
    private static void AssertSigned(Delivery delivery)
    {
        string[] parts = [.. delivery.Signature.Split(',').Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..])];
        byte[] signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes(parts[0] + "."), .. delivery.Body]);
        Assert.Equal(Convert.ToHexStringLower(signed), parts[1]);
        Assert.True(long.Parse(parts[0], null) > 1_700_000_000, parts[0]);
    }
}
