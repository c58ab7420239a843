using System.Reflection;
using Gateway.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Api;

/// <summary>A JSON body that has rules beyond its form: a handler's parameter. What is wrong with either is told in one answer.</summary>
internal sealed class Draft<T> : IDraft, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? _right;
    private readonly RefusedException? _refusal;

    private Draft(T? right, IReadOnlyList<ProblemItem> problems, RefusedException? refusal) => (_right, Problems, _refusal) = (right, problems, refusal);

    public IReadOnlyList<ProblemItem> Problems { get; }

    public static async ValueTask<Draft<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        List<ProblemItem> problems = [];
        try
        {
            return new Draft<T>(await JsonBody.ReadRightAsync<T>(context.Request, problems, context.RequestAborted), problems, null);
        }
        catch (RefusedException refused)
        {
            return new Draft<T>(null, problems, refused);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    /// <param name="rules">Looks at the value, changes nothing, and throws <see cref="RefusedException"/>. Called only where the form is wrong: whoever takes the value holds it against the rules himself.</param>
    /// <param name="query">Its problems belong to the same answer.</param>
    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public T Against(Action<T> rules, Query? query = null)
    {
        IReadOnlyList<ProblemItem> form = [.. query?.Problems ?? [], .. Problems];
        if (_refusal is null && form.Count == 0)
        {
            return _right!;
        }

        throw _refusal ?? RefusedException.Invalid(_right is null ? form : FormAndRules.Joined(form, Broken(rules, _right)));
    }

    /// <summary>What stands in the way for another reason, a 404 or 409, comes after the form.</summary>
    private static IReadOnlyList<ProblemItem> Broken(Action<T> rules, T value)
    {
        try
        {
            rules(value);
            return [];
        }
        catch (RefusedException refused)
        {
            return refused.Problem is { Status: 400, Errors: { } errors } ? errors : [];
        }
    }
}

internal interface IDraft
{
    IReadOnlyList<ProblemItem> Problems { get; }
}
