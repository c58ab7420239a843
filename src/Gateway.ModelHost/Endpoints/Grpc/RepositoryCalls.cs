using Gateway.ModelHost.Sessions;
using Grpc.Core;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Triton's model repository extension, and what KServe's clients make of it.</summary>
internal abstract class RepositoryCalls(ModelRepository repository) : RefusedCalls
{
    private const string Config = "config";
    private const string FilePrefix = "file:";

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        RefuseRepository(request.RepositoryName);
        return Task.FromResult(new RepositoryIndexResponse { Models = { repository.Index(request.Ready).Select(Line) } });
    }

    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context)
    {
        (string model, bool kserve) = Named(request.RepositoryName, request.ModelName);
        await ToldAsync(repository.LoadAsync(model, Instead(request), context.CancellationToken));
        return kserve ? new RepositoryModelLoadResponse { ModelName = model, IsLoaded = true } : new RepositoryModelLoadResponse();
    }

    /// <remarks>Nothing depends on a model here, so <c>unload_dependents</c> is understood and has nothing to do.</remarks>
    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        (string model, bool kserve) = Named(request.RepositoryName, request.ModelName);
        await ToldAsync(repository.UnloadAsync(model, context.CancellationToken));
        return kserve ? new RepositoryModelUnloadResponse { ModelName = model, IsUnloaded = true } : new RepositoryModelUnloadResponse();
    }

    /// <summary>KServe's field 1 is the model's name, where Triton has the repository's.</summary>
    private static (string Model, bool KServe) Named(string repositoryName, string modelName)
    {
        if (modelName.Length > 0)
        {
            RefuseRepository(repositoryName);
        }

        return modelName.Length > 0 ? (modelName, false) : (repositoryName, true);
    }

    private static void RefuseRepository(string name)
    {
        if (name.Length > 0)
        {
            throw Statuses.With(StatusCode.Unimplemented, "'repository_name' specification is not supported");
        }
    }

    private static ModelOverride? Instead(RepositoryModelLoadRequest request)
    {
        if (request.Parameters.Keys.FirstOrDefault(key => key != Config && !key.StartsWith(FilePrefix, StringComparison.Ordinal)) is { } stranger)
        {
            throw Statuses.With(StatusCode.InvalidArgument, $"unrecognized parameter '{stranger}': a load takes config and file:VERSION/FILE");
        }

        if (request.Parameters.Count == 0)
        {
            return null;
        }

        return request.Parameters.TryGetValue(Config, out ModelRepositoryParameter? config)
            ? new ModelOverride(config.StringParam, request.Parameters.Where(parameter => parameter.Key != Config).ToDictionary(parameter => parameter.Key[FilePrefix.Length..], parameter => parameter.Value.BytesParam.ToByteArray()))
            : throw Statuses.With(StatusCode.InvalidArgument, "file parameters need a config parameter beside them");
    }

    private static RepositoryIndexResponse.Types.ModelIndex Line(ModelIndex line) => new()
    {
        Name = line.Name,
        Version = line.Version ?? "",
        State = line.State?.ToString().ToUpperInvariant() ?? "",
        Reason = line.Reason,
    };

    private static async Task ToldAsync(Task change)
    {
        try
        {
            await change;
        }
        catch (RepositoryException problem)
        {
            throw Statuses.Of(problem);
        }
    }
}
