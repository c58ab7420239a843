using Gateway.Core.Preflight;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Preflight;

/// <summary>What rows that the pusher chose say of a model.</summary>
internal static class GoldenChecks
{
    private const double Absolute = 1e-5;
    private const double Relative = 1e-4;
    private const double OnOtherDevices = 1e-3;
    private const int Repeated = 100;
    private static readonly string[] All =
        ["golden.answers", "sanity.finite", "sanity.collapse", "sanity.range", "sanity.saturation", "sanity.determinism", "sanity.batch", "sanity.permutation"];

    public static IEnumerable<Finding> Of(LoadedModel model, IReadOnlyList<GoldenRow> rows)
    {
        if (rows.Count == 0)
        {
            return All.Select(check => Finding.Inconclusive(check, HostReport.NoRows));
        }

        try
        {
            Ran[] ran = [.. rows.Select(row => Ran.Of(model, row.Inputs))];
            return
            [
                Answers(rows, ran, model.Device.Kind == Core.Models.DeviceKind.Cpu),
                OutputChecks.Finite(rows, ran),
                OutputChecks.Collapse(ran),
                OutputChecks.Range(ran),
                OutputChecks.Saturation(rows, ran),
                Determinism(model, rows, ran),
                .. BatchChecks.Of(model, rows, ran),
            ];
        }
        catch (Exception problem) when (problem is OnnxRuntimeException or ModelException)
        {
            return [Finding.Failed("golden.answers", $"a golden row made it throw: {problem.Message}")];
        }
    }

    private static Finding Answers(IReadOnlyList<GoldenRow> rows, Ran[] ran, bool onCpu)
    {
        int compared = 0, different = 0;
        string first = "";
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (RanOutput expected in rows[row].Answer?.Outputs ?? [])
            {
                compared++;
                string? says = ran[row].Outputs.FirstOrDefault(output => output.Name == expected.Name) is { } found ? Difference(found, expected, onCpu) : $"there is no output \"{expected.Name}\"";
                if (says is not null)
                {
                    first = different++ == 0 ? $"row {row + 1}: {says}" : first;
                }
            }
        }

        return compared == 0 ? Finding.Inconclusive("golden.answers", "no golden row says what the answer should be")
            : different == 0 ? Finding.Passed("golden.answers", $"{compared} answers as expected")
            : Finding.Failed("golden.answers", $"{different} of {compared} answers are others; {first}");
    }

    private static string? Difference(RanOutput found, RanOutput expected, bool onCpu)
    {
        if (found.Values.Length != expected.Values.Length)
        {
            return $"\"{found.Name}\" has {found.Values.Length} elements, expected {expected.Values.Length}";
        }

        (int place, _) = found.Farther(expected, onCpu ? Absolute : OnOtherDevices, onCpu ? Relative : OnOtherDevices);
        return place < 0 ? null : $"\"{found.Name}\"[{place}] is {found.Values[place]:G7}, expected {expected.Values[place]:G7}";
    }

    private static Finding Determinism(LoadedModel model, IReadOnlyList<GoldenRow> rows, Ran[] ran)
    {
        for (int row = 0; row < Math.Min(Repeated, rows.Count); row++)
        {
            Ran again = Ran.Of(model, rows[row].Inputs);
            if (again.Outputs.Zip(ran[row].Outputs).FirstOrDefault(pair => !pair.First.Bytes.AsSpan().SequenceEqual(pair.Second.Bytes)) is { First: { } output })
            {
                return Finding.Failed("sanity.determinism", $"row {row + 1} asked twice: \"{output.Name}\" is not the same");
            }
        }

        return Finding.Passed("sanity.determinism", $"{Math.Min(Repeated, rows.Count)} rows asked twice have the same bits");
    }
}
