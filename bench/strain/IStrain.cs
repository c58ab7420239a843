namespace Gateway.Strain;

/// <summary>Something that is hard on a gateway, done to real processes.</summary>
internal interface IStrain
{
    string Name { get; }

    /// <param name="scale">How much of it: 1 is all.</param>
    Task<Outcome> RunAsync(double scale);
}

/// <param name="Asked">What should come of it.</param>
internal sealed record Outcome(string What, string Asked, string Saw, bool Reached);
