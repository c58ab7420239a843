using Gateway.Core.Models;

namespace Gateway.ModelHost.Sessions;

/// <summary>Triton's layout: <c>MODEL/VERSION/model.onnx</c>; every version that is there is served.</summary>
internal static class Repository
{
    public static IEnumerable<ModelFile> Find(string folder, List<string> problems)
    {
        if (!Directory.Exists(folder))
        {
            problems.Add($"--repository: there is no folder {folder}.");
            return [];
        }

        List<ModelFile> files =
        [
            .. from model in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
               from version in Directory.EnumerateDirectories(model)
               let name = Path.GetFileName(version)
               let file = Path.Combine(version, "model.onnx")
               where long.TryParse(name, out long number) && number > 0 && File.Exists(file)
               orderby long.Parse(name, null)
               select new ModelFile(Path.GetFileName(model), name, Path.GetFullPath(file)),
        ];
        problems.AddRange(files.Where(file => !ModelName.IsValid(file.Name)).Select(file => $"--repository: \"{file.Name}\" is no model name: {ModelName.Form}."));
        if (files.Count == 0)
        {
            problems.Add($"--repository: {folder} holds no MODEL/VERSION/model.onnx.");
        }

        return files;
    }
}
