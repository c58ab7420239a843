using Gateway.Core.Inference;

namespace Gateway.ModelHost.Batching;

/// <summary>Who waits before whom at a model, and for how long: Triton's queue policies.</summary>
/// <param name="Levels">Of priority, 1 is the first; 0: all are alike.</param>
/// <param name="DefaultLevel">Of requests that name none, or one that there is not.</param>
/// <param name="Default">For levels without a policy of their own.</param>
internal sealed record QueueRules(int Levels, int DefaultLevel, QueuePolicy Default, IReadOnlyDictionary<int, QueuePolicy> Policies)
{
    public static readonly QueueRules Unsaid = new(0, 0, QueuePolicy.Unsaid, new Dictionary<int, QueuePolicy>());

    /// <summary>Requests that may wait for the model, if every level says how many; else null.</summary>
    public int? Most => Levels == 0
        ? Said(Default.Most)
        : Policies.Values.Prepend(Default).Any(policy => policy.Most == 0) ? null : Said(Policies.Values.Sum(policy => (long)policy.Most) + ((long)(Levels - Policies.Count) * Default.Most));

    public Place PlaceOf(RequestParameters request)
    {
        int level = request.Priority > 0 && request.Priority <= Levels ? (int)request.Priority : DefaultLevel;
        QueuePolicy policy = Policies.GetValueOrDefault(level, Default);
        return new Place(level, policy.Patience(request.Timeout), policy.Delays, Levels == 0 ? 0 : policy.Most);
    }

    private static int? Said(long most) => most == 0 ? null : (int)Math.Min(most, int.MaxValue);
}

/// <summary>Where a request waits.</summary>
/// <param name="Level">Lower ones first.</param>
/// <param name="Patience">Null: as long as the client waits.</param>
/// <param name="Delays">Afterwards it runs behind the others of its level; otherwise it is refused.</param>
/// <param name="Most">Requests that may wait at the level; 0: as many as the model takes.</param>
internal readonly record struct Place(int Level, TimeSpan? Patience, bool Delays, int Most);
