namespace Gateway.Api;

/// <summary>The frame of every admin feature.</summary>
internal static class ApiRoutes
{
    /// <summary>A group under <c>/api/v1</c> whose handlers take <see cref="Body{T}"/>, <see cref="Draft{T}"/>, <see cref="Query"/> and <see cref="Caller"/> and may throw <see cref="RefusedException"/>.</summary>
    /// <param name="prefix">Such as <c>/models</c>, or empty.</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, string prefix, string tag)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/v1" + prefix).WithTags(tag);
        group.AddEndpointFilter(RefuseAsync);
        return group;
    }

    /// <summary>The caller's mistakes become answers; a store that is away is said to be away.</summary>
    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ProblemResult? body = context.Arguments.OfType<IBody>().FirstOrDefault(body => body.Refusal is not null)?.Refusal;
        if (UnknownNames(context) is { Count: > 0 } query)
        {
            return new ProblemResult(RefusedException.Invalid([.. query, .. body?.Problem.Errors ?? [], .. context.Arguments.OfType<IDraft>().SelectMany(draft => draft.Problems)]).Problem);
        }

        if (body is not null)
        {
            return body;
        }

        try
        {
            return await next(context);
        }
        catch (RefusedException refusal)
        {
            return new ProblemResult(refusal.Problem);
        }
        catch (IOException problem) when (problem is not BadHttpRequestException && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return new ProblemResult(new Contracts.Problem("storage-unavailable", "The gateway's storage does not answer.", 503, problem.Message));
        }
    }

    /// <summary>A handler that reads the query refuses what it does not know together with what is wrong.</summary>
    private static List<Contracts.ProblemItem> UnknownNames(EndpointFilterInvocationContext context) =>
        context.Arguments.Any(argument => argument is Query) ? [] : Query.Unknown(context.HttpContext);
}
