using System.CommandLine;
using System.Security.Cryptography;
using Gateway.Core.Models.Records;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl sign FILE --key KEY</c>: offline; the signature goes into the record with <c>push --signature</c>.</summary>
internal static class SignCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> what = new("what") { Description = "An .onnx file, or a digest sha256:… as the gateway tells it." };
        Option<string> key = new("--key") { Description = "The private key, PEM, ECDSA on P-256.", Required = true };
        Option<bool> make = new("--new") { Description = "Make the key, with its public half in KEY.pub, where there is none." };
        return CommandContext.Offline("sign", "Signs an artifact for gateways that require it.", [what, key, make], async (result, token) =>
        {
            (string file, string artifact) = (result.GetValue(key)!, result.GetValue(what)!);
            if (result.GetValue(make))
            {
                Make(file);
            }

            using ECDsa signer = Read(file);
            context.Printer.Line(ArtifactSignature.Sign(signer, Sha256Digest.IsOne(artifact) ? artifact : await DigestAsync(artifact, token)));
            return Exit.Done;
        });
    }

    /// <exception cref="IOException">There is one already.</exception>
    private static void Make(string file)
    {
        using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        FileStreamOptions own = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            own.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (StreamWriter text = new(file, own))
        {
            text.WriteLine(made.ExportPkcs8PrivateKeyPem());
        }

        File.WriteAllText(file + ".pub", made.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    private static ECDsa Read(string file)
    {
        try
        {
            return ArtifactSignature.Key(File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new UsageException($"{file} is no private key on P-256: {problem.Message}");
        }
    }

    private static async Task<string> DigestAsync(string file, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(file);
        return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
