using Gateway.Core.Preflight;

namespace Gateway.Cli;

/// <summary>What an exit code means.</summary>
internal static class Exit
{
    /// <summary>Done, or promoted.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: a check failed, a rollout was rolled back, a call was refused.</summary>
    public const int No = 1;

    public const int Usage = 2;

    /// <summary>Could not reach the gateway, or it is not allowed.</summary>
    public const int Unreachable = 3;

    /// <summary>Inconclusive, or timed out.</summary>
    public const int Inconclusive = 4;

    /// <param name="verdict">See <see cref="CheckResult"/>.</param>
    public static int Of(string verdict) => verdict switch { CheckResult.Passed => Done, CheckResult.Failed => No, _ => Inconclusive };
}
