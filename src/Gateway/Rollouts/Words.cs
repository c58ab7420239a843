using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;

namespace Gateway.Rollouts;

/// <summary>Enumerations as the API spells them, states and weights as the journal writes them.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Shown(RolloutState state) => Of(state.Phase) + (state.Phase == Phase.Progressing ? string.Create(CultureInfo.InvariantCulture, $" {state.CandidateWeight / 100m:0.##} %") : "");

    public static string Weights(ImmutableSortedDictionary<string, int> weights) =>
        string.Join(", ", weights.Where(weight => weight.Value > 0).Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight.Key}: {weight.Value * 100m / TrafficSplit.Whole:0.##} %")));
}
