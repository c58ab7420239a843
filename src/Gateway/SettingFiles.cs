using System.Text.Json;

namespace Gateway;

/// <summary>The files that settings may stand in.</summary>
internal static class SettingFiles
{
    private static readonly JsonDocumentOptions AsConfigured = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <returns>A line for every file that cannot be read.</returns>
    public static IEnumerable<string> Problems(string folder)
    {
        string environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production;
        return ((string[])["appsettings.json", $"appsettings.{environment}.json"])
            .Select(name => Path.Combine(folder, name))
            .Where(File.Exists)
            .Select(Problem)
            .OfType<string>();
    }

    private static string? Problem(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file), AsConfigured);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : $"{file} must be a JSON object.";
        }
        catch (JsonException problem)
        {
            return $"{file} is not valid JSON (line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}).";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {problem.Message}";
        }
    }
}
