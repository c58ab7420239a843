namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Triton's shared memory: known, and not offered.</summary>
internal static class SharedMemoryEndpoints
{
    public static void MapSharedMemory(this IEndpointRouteBuilder routes)
    {
        foreach (string kind in (string[])["systemsharedmemory", "cudasharedmemory"])
        {
            routes.Map($"/v2/{kind}/{{**rest}}", (Answers answers) => answers.Refusal(Fault.NotHere, "Shared memory is not spoken here; send the tensors themselves."));
        }
    }
}
