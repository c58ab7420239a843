using System.Text;

namespace Gateway.Hosts;

/// <summary>The last lines of a host's log, read from the end.</summary>
internal static class HostLog
{
    private const int MostBytes = 4 << 20;

    public static string Tail(string file, int lines)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long length = Math.Min(stream.Length, MostBytes);
        stream.Seek(-length, SeekOrigin.End);
        byte[] end = new byte[length];
        stream.ReadExactly(end);
        int at = end.Length;
        for (int seen = 0; at > 0; at--)
        {
            if (end[at - 1] == (byte)'\n' && at < end.Length && ++seen == lines)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(end, at, end.Length - at);
    }
}
