using System.Text;
using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models.Records;
using Gateway.Registry;
using Gateway.Registry.Overlays;

namespace Gateway.Passports;

/// <summary>Takes a version's passport in, if it is whole, of somebody who is trusted, and about these very bytes.</summary>
internal sealed class PassportControl(EnvironmentKey key, OverlayChanges overlays)
{
    /// <exception cref="RefusedException">422 with everything that is wrong with it.</exception>
    public async Task FileAsync(VersionRecord version, Passport passport, Caller caller, CancellationToken cancellationToken)
    {
        PassportStatement? statement = passport is { Signature: not null, Evidence: not null } && passport.Evidence.All(text => text is not null) ? Read(passport.Statement) : null;
        ProblemItem[] problems = statement is null ? [new ProblemItem("statement", "is no statement of an environment")] : [.. Problems(version, passport, statement)];
        if (problems.Length > 0)
        {
            throw new RefusedException(422, "passport-refused", "The passport was refused.", string.Join(" ", problems.Select(problem => $"{problem.Path} {problem.Message}.")), problems);
        }

        Origin origin = new(statement!.Environment, statement.Version, statement.PromotedRuns, statement.At);
        await overlays.FileAsync(version, origin, JsonSerializer.Serialize(passport, ContractJson.Options), caller, cancellationToken);
    }

    /// <returns>Null: it is none, or not whole.</returns>
    private static PassportStatement? Read(string? text)
    {
        try
        {
            return text is not null && JsonSerializer.Deserialize<PassportStatement>(text, ContractJson.Options) is { Environment: not null, Runs: not null } statement && statement.Runs.All(run => run is not null) ? statement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<ProblemItem> Problems(VersionRecord version, Passport passport, PassportStatement statement)
    {
        if (!key.IsOf(statement.Environment, Encoding.UTF8.GetBytes(passport.Statement), passport.Signature))
        {
            yield return new ProblemItem("signature", $"is of nobody that this gateway trusts (Environments:Trusts: {string.Join(", ", key.Trusted.DefaultIfEmpty("nobody"))})", statement.Environment);
            yield break; // nothing that it says is to be believed
        }

        if (statement.Model != version.Key.Model || statement.Digest != version.Digest)
        {
            yield return new ProblemItem("statement", $"is about {statement.Model} {statement.Digest}, and this is {version.Key.Model} {version.Digest}");
        }

        if (statement.RecordDigest is { } record && (version.Record is null || RecordText.Digest(version.Record) != record))
        {
            yield return new ProblemItem("statement.recordDigest", "is another record's", record);
        }

        if (statement.ReportDigest != (passport.Report is { } report ? Sha256Digest.Of(report) : null))
        {
            yield return new ProblemItem("report", "is not the one that the statement speaks of");
        }

        if (!statement.Runs.Select(run => run.EvidenceDigest).SequenceEqual(passport.Evidence.Select(Sha256Digest.Of)))
        {
            yield return new ProblemItem("evidence", "is not what the statement speaks of");
        }
    }
}
