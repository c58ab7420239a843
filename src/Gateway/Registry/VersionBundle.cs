using System.Text;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>A version as the bundle that it could be pushed as elsewhere: model, weights, golden rows, gate and record.</summary>
internal static class VersionBundle
{
    public static async Task WriteAsync(Stream output, VersionRecord version, VersionTrial trial, CancellationToken cancellationToken)
    {
        List<BundlePart> parts = [.. Files(version)];
        if (trial.Golden is { } golden)
        {
            parts.Add(BundlePart.Of(BundleRoles.Golden, "golden.jsonl", Encoding.UTF8.GetBytes(golden)));
        }

        if (trial.Gate is { } gate)
        {
            parts.Add(BundlePart.Of(BundleRoles.Gate, "gate.json", Encoding.UTF8.GetBytes(gate)));
        }

        if (version.Record is { } record)
        {
            parts.Add(BundlePart.Of(BundleRoles.Record, "record.json", Encoding.UTF8.GetBytes(record)));
        }

        await BundleWriter.WriteAsync(output, parts, cancellationToken);
    }

    private static IEnumerable<BundlePart> Files(VersionRecord version)
    {
        string model = ((VersionSource.Artifact)version.Source).ArtifactPath, folder = Path.GetDirectoryName(model)!, list = Path.Combine(folder, FileList.Name);
        IEnumerable<(string Path, string Digest)> files = File.Exists(list) ? FileList.Read(File.ReadAllText(list)) : [(FileList.ModelFile, version.Digest)];
        return from file in files.OrderBy(file => file.Path != FileList.ModelFile)
               let path = file.Path == FileList.ModelFile ? model : Path.Combine(folder, file.Path)
               select new BundlePart(file.Path == FileList.ModelFile ? BundleRoles.Model : BundleRoles.Weights, file.Path, file.Digest, new FileInfo(path).Length, () => File.OpenRead(path));
    }
}
