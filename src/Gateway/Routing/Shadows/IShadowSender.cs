namespace Gateway.Routing.Shadows;

/// <summary>Takes a copy to the candidate.</summary>
internal interface IShadowSender
{
    /// <summary>Throws nothing: whatever happens is the copy's outcome.</summary>
    Task SendAsync(ShadowCopy copy, CancellationToken cancellationToken);
}
