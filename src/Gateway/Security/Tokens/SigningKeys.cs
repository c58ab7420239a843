using Microsoft.IdentityModel.Tokens;

namespace Gateway.Security.Tokens;

/// <summary>An issuer's public keys from a file.</summary>
internal static class SigningKeys
{
    /// <returns>Null: there is at least one.</returns>
    public static string? Problem(string file)
    {
        try
        {
            return Read(file).Count == 0 ? $"{file} holds no signing key" : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {problem.Message}";
        }
        catch (Exception problem) when (problem is ArgumentException or System.Text.Json.JsonException)
        {
            return $"{file} is no JSON Web Key Set";
        }
    }

    public static IList<SecurityKey> Read(string file) => new JsonWebKeySet(File.ReadAllText(file)).GetSigningKeys();
}
