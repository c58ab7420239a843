namespace Gateway.Hosts;

/// <summary>Where a host that something else runs is asked.</summary>
/// <param name="Grpc">Null: it does not speak gRPC.</param>
internal sealed record HostAddress(Uri Rest, Uri? Grpc)
{
    /// <summary>Of the host's id: another place for gRPC is another host.</summary>
    public string Authorities => Grpc is null ? Rest.Authority : $"{Rest.Authority} {Grpc.Authority}";
}
