using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Rollouts;

/// <summary><c>/policies</c>: what rollouts do when nothing else is said.</summary>
internal static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/policies", "policies");
        group.MapGet("", (PolicyBook book) => TypedResults.Ok(new Page<string>([.. book.Names])));
        group.MapGet("/{name}", Get);
        group.MapPut("/{name}", PutAsync);
    }

    private static Ok<RolloutSpec> Get(string name, HttpResponse response, PolicyBook book) => Answer(response, book.Find(name) ?? throw RefusedException.NotFound("policy", name));

    private static async Task<Ok<RolloutSpec>> PutAsync(string name, HttpContext context, Body<RolloutSpec> body, Caller caller, PolicyBook book, IRolloutStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        List<ProblemItem> problems = [];
        if (!ModelName.IsValid(name))
        {
            problems.Add(new ProblemItem("name", $"must match {ModelName.Form}", name));
        }

        if (body.Value.Candidate is not null)
        {
            problems.Add(new ProblemItem("candidate", "is a rollout's, not a policy's", body.Value.Candidate));
        }

        if (body.Value.Policy is not null)
        {
            problems.Add(new ProblemItem("policy", "is a rollout's, not a policy's", body.Value.Policy));
        }

        GuardReader.Read(body.Value.Guards ?? [], "guards", GuardPlace.Policy, problems);
        GuardReader.Read(body.Value.Shadow?.Guards ?? [], "shadow.guards", GuardPlace.Copies, problems);
        GuardReader.Read(body.Value.Bake?.Guards ?? [], "bake.guards", GuardPlace.Bake, problems);
        if (body.Value.Steps is { } steps)
        {
            StepReader.Read(steps, 0, 0, TimeSpan.Zero, problems);
        }

        PlanResolver.Check(body.Value.Over(PlanDefaults.Spec), problems);
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }

        if (context.Request.IfMatch() is { } expected && expected != (book.Find(name)?.Revision ?? 0))
        {
            throw ETags.Lost();
        }

        Policy policy = new((book.Find(name)?.Revision ?? 0) + 1, name == PolicyBook.Default ? body.Value.Over(PlanDefaults.Spec) : body.Value);
        await store.SavePolicyAsync(name, policy, new JournalEntry(time.GetUtcNow(), JournalKinds.PolicyChanged, To: name, Actor: caller.Actor, Reason: body.Value.Reason, RequestId: caller.RequestId), cancellationToken);
        book.Replace(name, policy);
        return Answer(context.Response, policy);
    }

    private static Ok<RolloutSpec> Answer(HttpResponse response, Policy policy)
    {
        response.SetETag(policy.Revision);
        return TypedResults.Ok(policy.Spec);
    }
}
