using System.Text.Json.Nodes;
using Gateway.Core.Models.Onnx;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>Fills in what the bytes say themselves, over whatever was said of them.</summary>
internal static class RecordCompletion
{
    /// <param name="record">A JSON object that was checked, or null.</param>
    /// <returns>Canonical text.</returns>
    public static string Of(string? record, StoredArtifact artifact)
    {
        JsonObject whole = record is null ? [] : JsonNode.Parse(record)!.AsObject();
        whole["schema"] = RecordText.Schema;
        whole["modelSha256"] = artifact.Files[0].Digest["sha256:".Length..];
        whole["files"] = Listed(whole["files"] as JsonArray, artifact) ?? new JsonArray([.. artifact.Files.Select(file => new JsonObject { ["path"] = file.Path, ["sha256"] = file.Digest["sha256:".Length..], ["size"] = file.Size, ["role"] = file.Role })]);
        using FileStream model = File.OpenRead(artifact.Path);
        whole["format"] = OnnxFormat.Of(OnnxFacts.Read(model));
        return CanonicalJson.Text(whole);
    }

    /// <summary>A list that names the served files rightly is kept: a copy of a version has the record that the version had, with what did not come along.</summary>
    private static JsonArray? Listed(JsonArray? files, StoredArtifact artifact)
    {
        HashSet<(string, string)> served = [.. artifact.Files.Where(file => file.Role is BundleRoles.Model or BundleRoles.Weights).Select(file => (file.Path, file.Digest["sha256:".Length..]))];
        return files is not null && served.SetEquals(files.Where(file => RecordText.Word(file, "role") is BundleRoles.Model or BundleRoles.Weights).Select(file => (RecordText.Word(file, "path"), RecordText.Word(file, "sha256"))))
            ? (JsonArray)files.DeepClone()
            : null;
    }
}
