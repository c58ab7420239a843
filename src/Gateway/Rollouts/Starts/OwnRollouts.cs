using Gateway.Api;
using Gateway.Rollouts.Splits;
using Gateway.Security;

namespace Gateway.Rollouts.Starts;

/// <summary>A rollout's id names no model: of a model that the caller's key is not for there is no rollout.</summary>
internal sealed class OwnRollouts(TrafficBook book, IRolloutStore store) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ModelScope models = Grant.Of(context.HttpContext).Models;
        if (!models.IsAll && Guid.TryParse(context.HttpContext.Request.RouteValues["id"] as string, out Guid id)
            && await ModelAsync(id, context.HttpContext.RequestAborted) is { } model && !models.Includes(model))
        {
            throw RefusedException.NotFound("rollout", $"{id}");
        }

        return await next(context);
    }

    private async Task<string?> ModelAsync(Guid id, CancellationToken cancellationToken) =>
        book.All.Select(model => model.Run).FirstOrDefault(run => run?.Record.Id == id)?.Record.Model ?? (await store.FindAsync(id, cancellationToken))?.Model;
}
