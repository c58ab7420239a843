namespace Gateway.Routing;

/// <summary><c>x-request-timeout: 250ms</c> shortens the model's timeout.</summary>
internal static class RequestTimeout
{
    public const string Header = "x-request-timeout";

    /// <returns>False: the header is there and is not a duration.</returns>
    public static bool TryRead(IHeaderDictionary headers, TimeSpan ofModel, out TimeSpan timeout)
    {
        timeout = ofModel;
        string? text = headers[Header];
        if (text is null)
        {
            return true;
        }

        if (!Contracts.Durations.TryParse(text, out TimeSpan asked) || asked <= TimeSpan.Zero)
        {
            return false;
        }

        timeout = asked < ofModel ? asked : ofModel;
        return true;
    }
}
