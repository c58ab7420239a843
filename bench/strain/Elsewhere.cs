using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>Processes that stand for other machines: they get the processors only while nothing else wants them.</summary>
internal static class Elsewhere
{
    /// <param name="words">What the bench is asked to be.</param>
    public static RunningProcess Start(params string[] words) =>
        RunningProcess.Start(Path.Combine(AppContext.BaseDirectory, "strain"), words, spare: true);
}
