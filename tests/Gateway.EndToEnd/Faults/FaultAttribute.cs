namespace Gateway.EndToEnd.Faults;

/// <summary>The test does this to real processes under load, and writes its row of <c>docs/reliability.md</c>.</summary>
/// <param name="name">One of <see cref="FaultRow.All"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FaultAttribute(string name) : Attribute
{
    public string Name => name;
}
