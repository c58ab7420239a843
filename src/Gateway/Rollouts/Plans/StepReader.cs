using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Plans;

/// <summary>Reads the steps of a plan.</summary>
internal static class StepReader
{
    /// <param name="minSamples">Where a step does not say.</param>
    /// <param name="rate">The model's requests a second; 0: not known.</param>
    public static ImmutableArray<Step> Read(JsonElement steps, long minSamples, double rate, TimeSpan budget, List<ProblemItem> problems)
    {
        if (steps.ValueKind == JsonValueKind.String && steps.GetString() == "auto")
        {
            return AutoSteps.Of(minSamples, rate, budget);
        }

        if (steps.ValueKind != JsonValueKind.Array || steps.GetArrayLength() == 0)
        {
            problems.Add(new ProblemItem("steps", "must be \"auto\" or a list of at least one step", steps.GetRawText()));
            return [];
        }

        var read = ImmutableArray.CreateBuilder<Step>();
        foreach ((int index, JsonElement element) in steps.EnumerateArray().Index())
        {
            string path = $"steps[{index}]";
            List<ProblemItem> form = [], rules = [];
            StepSpec? spec = JsonBody.ParseRight<StepSpec>(Encoding.UTF8.GetBytes(element.GetRawText()), form, path);
            Step? step = spec is null ? null : Read(spec, path, minSamples, rules);
            problems.AddRange(FormAndRules.Joined(form, rules));
            if (step is not null && form.Count == 0)
            {
                if (read.Count > 0 && step.Weight <= read[^1].Weight)
                {
                    problems.Add(new ProblemItem($"{path}.weight", "must be more than the step before", Text(spec!.Weight)));
                }

                read.Add(step);
            }
        }

        return read.ToImmutable();
    }

    private static Step? Read(StepSpec spec, string path, long minSamples, List<ProblemItem> problems)
    {
        int before = problems.Count;
        if (spec.Weight <= 0 || spec.Weight >= 100 || decimal.Round(spec.Weight, 2) != spec.Weight)
        {
            problems.Add(new ProblemItem($"{path}.weight", "must be more than 0 and less than 100, with at most two decimals: 100 % is promotion, not a step", Text(spec.Weight)));
        }

        if (spec.MinSamples < 0)
        {
            problems.Add(new ProblemItem($"{path}.minSamples", "must not be negative", $"{spec.MinSamples}"));
        }

        Gate? gate = GateReader.Read(spec.Gate, $"{path}.gate", problems);
        TimeSpan min = Duration(spec.MinDuration, AutoSteps.MinDuration, $"{path}.minDuration", problems);
        TimeSpan max = Duration(spec.MaxDuration, AutoSteps.MaxDuration, $"{path}.maxDuration", problems);
        return problems.Count == before ? new Step((int)(spec.Weight * 100), min, spec.MinSamples ?? minSamples, max, gate) : null;
    }

    public static TimeSpan Duration(string? text, TimeSpan otherwise, string path, List<ProblemItem> problems)
    {
        if (text is null)
        {
            return otherwise;
        }

        if (!Durations.TryParse(text, out TimeSpan duration))
        {
            problems.Add(new ProblemItem(path, $"must be {Durations.Form}", text));
        }

        return duration;
    }

    public static JsonElement Write(ImmutableArray<Step> steps) => JsonSerializer.SerializeToElement(
        steps.Select(step => new StepSpec
        {
            Weight = step.Weight / 100m,
            MinDuration = Durations.Format(step.MinDuration),
            MinSamples = step.MinSamples,
            MaxDuration = Durations.Format(step.MaxDuration),
            Gate = GateReader.Write(step.Gate),
        }),
        ContractJson.Options);

    private static string Text(decimal number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
