namespace Gateway.Dashboard;

/// <summary>Where the admin API is, as this process reaches it; known once the listeners are open.</summary>
public sealed class AdminAddress(Func<Uri> find)
{
    public Uri Value => find();
}
