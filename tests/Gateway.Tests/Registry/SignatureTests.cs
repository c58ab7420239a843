using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Gateway.Api;
using Gateway.Registry;
using Gateway.TestKit;
using Gateway.Tests.Cli;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Registry;

public sealed class SignatureTests
{
    private readonly string _folder = Paths.Temporary("sign");
    private readonly string _digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Digits.Artifact(1))));

    [Fact]
    public async Task What_gwctl_signed_is_taken_and_nothing_else()
    {
        string signature = await SignAsync("ours.pem", "--new"), foreign = await SignAsync("theirs.pem", "--new");
        Assert.NotEqual(signature, foreign);
        using SignatureRule rule = new(Options.Create(new PushOptions { RequireSignature = true, PublicKeys = [Path.Combine(_folder, "ours.pem.pub")] }));
        rule.Require(Draft(signature, _digest));
        Assert.Contains("is not one of", Refused(rule, Draft(foreign, _digest)), StringComparison.Ordinal);
        Assert.Contains("is not one of", Refused(rule, Draft(signature, $"sha256:{new string('0', 64)}")), StringComparison.Ordinal);
        Assert.Contains("is not one of", Refused(rule, Draft("no base64!", _digest)), StringComparison.Ordinal);
        Assert.Contains($"{_digest} has no signature", Refused(rule, Draft(null, _digest)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_is_signed_as_the_file_is_and_a_key_is_never_overwritten()
    {
        await SignAsync("ours.pem", "--new");
        using SignatureRule rule = new(Options.Create(new PushOptions { RequireSignature = true, PublicKeys = [Path.Combine(_folder, "ours.pem.pub")] }));
        (int exit, string output, _) = await Tool.RunAsync("sign", _digest, "--key", Path.Combine(_folder, "ours.pem"));
        Assert.Equal(0, exit);
        rule.Require(Draft(output.Trim(), _digest));
        Assert.Equal(2, (await Tool.RunAsync("sign", _digest, "--key", Path.Combine(_folder, "ours.pem"), "--new")).Exit);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(Path.Combine(_folder, "ours.pem")));
    }

    [Fact]
    public void Without_the_setting_nobody_needs_one()
    {
        using SignatureRule rule = new(Options.Create(new PushOptions()));
        rule.Require(Draft(null, _digest));
    }

    [Fact]
    public void Keys_that_are_none_are_named_before_anything_starts()
    {
        PushOptions none = new() { RequireSignature = true }, wrong = new() { PublicKeys = [Digits.Artifact(1), "/nowhere.pem"] };
        Assert.Equal([nameof(PushOptions.PublicKeys)], Names(none));
        Assert.Equal([$"{nameof(PushOptions.PublicKeys)}:0", $"{nameof(PushOptions.PublicKeys)}:1"], Names(wrong));
        static IEnumerable<string> Names(PushOptions options) => options.Validate(new ValidationContext(options)).SelectMany(problem => problem.MemberNames);
    }

    private async Task<string> SignAsync(string key, params string[] more)
    {
        (int exit, string output, string error) = await Tool.RunAsync(["sign", Digits.Artifact(1), "--key", Path.Combine(_folder, key), .. more]);
        Assert.True(exit == 0, error);
        return output.Trim();
    }

    private static string Refused(SignatureRule rule, VersionDraft draft)
    {
        RefusedException refused = Assert.Throws<RefusedException>(() => rule.Require(draft));
        Assert.Equal((422, "signature"), (refused.Problem.Status, refused.Problem.Type));
        return refused.Message;
    }

    private static VersionDraft Draft(string? signature, string digest) => new(
        digest, 1, new VersionSource.Artifact("model.onnx", false), signature is null ? "{}" : new JsonObject { ["signature"] = signature }.ToJsonString(), VersionTrial.None, false, null);
}
