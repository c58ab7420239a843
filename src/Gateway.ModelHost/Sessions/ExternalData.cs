using Gateway.Core.Models.Onnx;

namespace Gateway.ModelHost.Sessions;

/// <summary>Weights in files beside the model: they may lie in its own folder and nowhere else.</summary>
internal static class ExternalData
{
    /// <param name="allowed">False: the model must be one file.</param>
    /// <exception cref="LoadException">Each file that must not or cannot be read, by the name that the model gives it.</exception>
    public static void Require(string path, bool allowed)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] problems = [.. Locations(path).Select(location => allowed ? Problem(folder, location) : $"Its weights lie in \"{location}\"; a model that is pushed is one file.").OfType<string>()];
        if (problems.Length > 0)
        {
            throw new LoadException("load", problems);
        }
    }

    private static IReadOnlyList<string> Locations(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return OnnxFacts.Read(stream).ExternalData;
    }

    private static string? Problem(string folder, string location)
    {
        string file = Path.GetFullPath(Path.Combine(folder, location));
        if (Path.IsPathRooted(location) || !Inside(folder, file))
        {
            return $"External data \"{location}\" lies outside of the model's folder.";
        }

        if (!File.Exists(file))
        {
            return $"External data \"{location}\" is not there.";
        }

        return File.ResolveLinkTarget(file, returnFinalTarget: true) is { } target && !Inside(folder, target.FullName)
            ? $"External data \"{location}\" is a link to outside of the model's folder." : null;
    }

    private static bool Inside(string folder, string file) => file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
