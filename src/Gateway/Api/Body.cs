using System.Reflection;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Api;

/// <summary>A JSON body, read strictly: a handler's parameter.</summary>
/// <remarks>A body that is not a <typeparamref name="T"/> never reaches the handler: the answer lists every problem with its path.</remarks>
internal sealed class Body<T> : IBody, IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T? value, ProblemResult? refusal)
    {
        Given = value;
        Refusal = refusal;
    }

    public T Value => Given ?? throw new InvalidOperationException("The filter of the API lets no refused body through.");

    public ProblemResult? Refusal { get; }

    private T? Given { get; }

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        List<ProblemItem> problems = [];
        try
        {
            T? value = await JsonBody.ReadRightAsync<T>(context.Request, problems, context.RequestAborted);
            return problems.Count == 0 ? new Body<T>(value, null) : new Body<T>(null, new ProblemResult(RefusedException.Invalid(problems).Problem));
        }
        catch (RefusedException refused)
        {
            return new Body<T>(null, new ProblemResult(refused.Problem));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

internal interface IBody
{
    /// <summary>Why it was refused; null: it has a value.</summary>
    ProblemResult? Refusal { get; }
}
