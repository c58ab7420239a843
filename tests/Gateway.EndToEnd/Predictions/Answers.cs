using System.Text.Json;

namespace Gateway.EndToEnd.Predictions;

/// <summary>What the answer to a prediction says.</summary>
internal static class Answers
{
    /// <summary>The version that answered.</summary>
    public static string Version(this HttpResponseMessage response) => response.Headers.GetValues("x-model-version").Single();

    public static string PredictionId(this HttpResponseMessage response) => response.Headers.GetValues("x-prediction-id").Single();

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    /// <summary>The text of <c>{"error":"…"}</c>, which is the whole body.</summary>
    public static async Task<string> ErrorAsync(this HttpResponseMessage response) =>
        (await response.JsonAsync()).EnumerateObject().Single(member => member.Name == "error").Value.GetString()!;
}
