namespace Gateway.Tests.Deploy;

/// <summary>Names of environment variables in the files that start a gateway.</summary>
internal static class Variables
{
    /// <param name="others">What else may be set there.</param>
    public static bool IsKnown(string name, params string[] others) =>
        others.Contains(name) || name.Contains("__", StringComparison.Ordinal) && SettingKeys.All.ContainsKey(name.Replace("__", ":", StringComparison.Ordinal));
}
