using System.Globalization;
using System.Net.Sockets;

namespace Gateway.Handover;

/// <summary>Sockets that were open before this process was: systemd's socket activation.</summary>
internal static class Activation
{
    private const int First = 3;

    /// <summary>Once: the variables are gone afterwards.</summary>
    /// <returns>In the order of the unit's <c>ListenStream=</c> lines; empty: there are none for this process.</returns>
    public static Socket[] Take()
    {
        bool ours = Number("LISTEN_PID") == Environment.ProcessId;
        int count = ours ? Number("LISTEN_FDS") : 0;
        foreach (string name in (string[])["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"])
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        return [.. Enumerable.Range(First, count).Select(Descriptors.Own)];
    }

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
