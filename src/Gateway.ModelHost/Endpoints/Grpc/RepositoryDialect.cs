namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>MLServer's clients call the repository's calls in a service of their own, with messages that are Triton's on the wire.</summary>
internal static class RepositoryDialect
{
    private const string Theirs = "/inference.model_repository.ModelRepositoryService/Repository";
    private const string Ours = "/inference.GRPCInferenceService/Repository";

    /// <summary>Before routing.</summary>
    public static Task ChooseAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value is { } path && path.StartsWith(Theirs, StringComparison.Ordinal))
        {
            context.Request.Path = Ours + path[Theirs.Length..];
        }

        return next(context);
    }
}
