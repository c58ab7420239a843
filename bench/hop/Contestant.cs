namespace Gateway.Hop;

/// <param name="Process">Whose processor time counts.</param>
internal sealed record Contestant(string Name, int Port, Peer Process, string Version)
{
    public const string Direct = "host directly";
    public const string Bare = "bare YARP";
    public const string Ours = "this gateway";

    public Uri Infer => new($"http://127.0.0.1:{Port}/v2/models/digits/infer");
}
