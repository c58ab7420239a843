using Gateway.TestKit;

namespace Gateway.EndToEnd;

internal static class Loads
{
    /// <summary>Waits until so many more requests have been answered.</summary>
    public static Task AnsweredAsync(this Load load, int requests)
    {
        int enough = load.Statuses.Values.Sum() + requests;
        return Eventually.TrueAsync(() => load.Statuses.Values.Sum() >= enough, $"{requests} answers", TimeSpan.FromSeconds(60), () => $"{load.Sent} sent");
    }
}
