using System.CommandLine;
using Gateway.Cli.Output;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary>Finds, shows and follows a rollout.</summary>
internal static class RolloutWatch
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static Option<string> Timeout() => new("--timeout") { Description = "How long to follow it, such as 30m; default 24h. Exit code 4 afterwards.", DefaultValueFactory = _ => "24h" };

    /// <param name="name">An id, or a model whose rollout is going on.</param>
    public static async Task<Rollout> FindAsync(GatewayClient client, string name, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(name, out Guid id))
        {
            return await client.RolloutAsync(id, cancellationToken);
        }

        Page<Rollout> rollouts = await client.RolloutsAsync(name, null, cancellationToken);
        return rollouts.Items is [var latest, ..] ? latest : throw new GatewayException(new Problem("rollout-not-found", "There is no such rollout.", 404, $"{name} has had none."));
    }

    public static int Show(CommandContext context, ParseResult result, Rollout rollout)
    {
        if (!context.Printer.IsJson(result))
        {
            context.Printer.Line(Sentence(rollout));
        }

        return context.Show(result, rollout, ["guard", "verdict", "says", "needs"], rollout.Guards.Select(guard => new[]
        {
            guard.Guard, guard.Verdict, guard.Says, guard.NeedMore is { } more ? $"about {more.Attempts} more{(more.Time is null ? "" : $" ({more.Time})")}" : "",
        }));
    }

    /// <returns>By its end: promoted 0, rolled back or aborted 1, still going on 4.</returns>
    public static async Task<int> FollowAsync(Printer printer, ParseResult result, GatewayClient client, Rollout rollout, string timeout, CancellationToken cancellationToken)
    {
        if (!Durations.TryParse(timeout, out TimeSpan limit))
        {
            throw new UsageException($"--timeout: \"{timeout}\" is not {Durations.Form}.");
        }

        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(limit);
        using PeriodicTimer timer = new(Look);
        string shown = "";
        while (true)
        {
            string now = $"{Sentence(rollout)} {string.Join(' ', rollout.Guards.Select(EvidenceBar.Shape))}";
            if (now != shown && !printer.IsJson(result))
            {
                printer.Line(Sentence(rollout));
                foreach (GuardStatus guard in rollout.Guards)
                {
                    printer.Line(EvidenceBar.Of(guard));
                }
            }

            shown = now;
            if (rollout.EndedAt is not null)
            {
                if (printer.IsJson(result))
                {
                    printer.Show(result, rollout, [], []);
                }

                return rollout.Phase == "promoted" ? Exit.Done : Exit.No;
            }

            await timer.WaitForNextTickAsync(late.Token);
            rollout = await client.RolloutAsync(rollout.Id, late.Token);
        }
    }

    private static string Sentence(Rollout rollout) =>
        $"{rollout.Id}  {rollout.Model} {rollout.Baseline} -> {rollout.Candidate}  {Cells.Phase(rollout)}  {Cells.Weights(rollout.Weights)}{(rollout.Reason is null ? "" : "  " + rollout.Reason)}";
}
