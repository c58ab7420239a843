namespace Gateway.ModelHost.Batching;

/// <summary>How requests of one priority wait.</summary>
/// <param name="Timeout">In the queue; null: as long as the client waits.</param>
/// <param name="Overridable">A request may ask for a shorter one.</param>
/// <param name="Delays">A request whose time is over runs behind those whose time is not; otherwise it is refused.</param>
/// <param name="Most">Requests that may wait; 0: as many as the model takes.</param>
internal sealed record QueuePolicy(TimeSpan? Timeout = null, bool Overridable = false, bool Delays = false, int Most = 0)
{
    /// <summary>Of a model whose configuration says nothing: a request's own time counts.</summary>
    public static readonly QueuePolicy Unsaid = new(Overridable: true);

    /// <param name="asked">By the request; null: it does not say.</param>
    public TimeSpan? Patience(TimeSpan? asked) => !Overridable || asked is null || Timeout < asked ? Timeout : asked;
}
