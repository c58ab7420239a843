using System.Reflection;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Api;

/// <summary>An <c>application/problem+json</c> answer.</summary>
internal sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public Problem Problem => problem;

    int? IStatusCodeHttpResult.StatusCode => problem.Status;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(400, typeof(Problem), ["application/problem+json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status;
        return httpContext.Response.WriteAsJsonAsync(problem, ContractJson.Options, "application/problem+json", httpContext.RequestAborted);
    }
}
