using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Rollouts.Starts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Rollouts.Plans;

/// <summary><c>/policies</c>: what rollouts do when nothing else is said.</summary>
internal static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/policies", "policies");
        group.MapGet("", (PolicyBook book) => TypedResults.Ok(new Page<string>([.. book.Names]))).WithSummary("Names of policies.");
        group.MapGet("/{name}", Get).WithSummary("A policy: what a rollout does when nothing else is said.");
        group.MapPut("/{name}", PutAsync).Needs(Permission.Operate, everyModel: true).WithSummary("Changes it; running rollouts keep their plan.");
    }

    private static Ok<RolloutSpec> Get(string name, HttpResponse response, PolicyBook book) => Answer(response, book.Find(name) ?? throw RefusedException.NotFound("policy", name));

    private static async Task<Ok<RolloutSpec>> PutAsync(string name, HttpContext context, Draft<RolloutSpec> body, Caller caller, PolicyBook book, IRolloutStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        RolloutSpec spec = body.Against(asked => Require(name, asked));
        Require(name, spec);
        if (context.Request.IfMatch() is { } expected && expected != (book.Find(name)?.Revision ?? 0))
        {
            throw ETags.Lost();
        }

        Policy policy = new((book.Find(name)?.Revision ?? 0) + 1, name == PolicyBook.Default ? spec.Over(PlanDefaults.Spec) : spec);
        await store.SavePolicyAsync(name, policy, new JournalEntry(time.GetUtcNow(), JournalKinds.PolicyChanged, To: name, Actor: caller.Actor, Reason: spec.Reason, RequestId: caller.RequestId), cancellationToken);
        book.Replace(name, policy);
        return Answer(context.Response, policy);
    }

    /// <exception cref="RefusedException">400 with everything that would refuse every rollout.</exception>
    private static void Require(string name, RolloutSpec spec)
    {
        List<ProblemItem> problems = [];
        if (!ModelName.IsValid(name))
        {
            problems.Add(new ProblemItem("name", $"must match {ModelName.Form}", name));
        }

        if (spec.Candidate is not null)
        {
            problems.Add(new ProblemItem("candidate", "is a rollout's, not a policy's", spec.Candidate));
        }

        if (spec.Policy is not null)
        {
            problems.Add(new ProblemItem("policy", "is a rollout's, not a policy's", spec.Policy));
        }

        GuardReader.Read(spec.Guards ?? [], "guards", GuardPlace.Policy, problems);
        GuardReader.Read(spec.Shadow?.Guards ?? [], "shadow.guards", GuardPlace.Copies, problems);
        GuardReader.Read(spec.Bake?.Guards ?? [], "bake.guards", GuardPlace.Bake, problems);
        if (spec.Steps is { } steps)
        {
            StepReader.Read(steps, 0, 0, TimeSpan.Zero, problems);
        }

        if (spec.Require is { } require)
        {
            Requirements.Check(require, problems);
        }

        PlanResolver.Check(spec.Over(PlanDefaults.Spec), problems);
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }
    }

    private static Ok<RolloutSpec> Answer(HttpResponse response, Policy policy)
    {
        response.SetETag(policy.Revision);
        return TypedResults.Ok(policy.Spec);
    }
}
