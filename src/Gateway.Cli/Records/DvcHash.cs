using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Cli.Records;

/// <summary>DVC's own digests, recomputed.</summary>
/// <remarks>A folder's is that of the list of its files, as Python's <c>json.dumps(…, sort_keys=True)</c> writes it.</remarks>
internal static class DvcHash
{
    /// <returns>32 hexadecimal digits, <c>.dir</c> behind those of a folder; null: there is no such file.</returns>
    public static string? Of(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? OfFile(path) : null;
        }

        IEnumerable<string> files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(path, file).Replace('\\', '/'), File: file))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $$"""{"md5": "{{OfFile(file.File)}}", "relpath": {{JsonSerializer.Serialize(file.Name)}}}""");
        return Hex(Encoding.ASCII.GetBytes($"[{string.Join(", ", files)}]")) + ".dir";
    }

#pragma warning disable CA5351 // DVC's choice; nothing is trusted because of it
    private static string OfFile(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(MD5.HashData(stream));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
