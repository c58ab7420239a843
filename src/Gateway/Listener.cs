namespace Gateway;

/// <summary>Which of the three ports a connection came in by; a feature of every connection.</summary>
internal sealed record Listener(string Name)
{
    public static readonly Listener Rest = new("REST");
    public static readonly Listener Grpc = new("gRPC");
    public static readonly Listener Admin = new("admin");

    public bool Took(HttpContext context) => ReferenceEquals(context.Features.Get<Listener>(), this);
}
