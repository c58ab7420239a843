using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Strain;

/// <summary>The run as a Markdown page.</summary>
internal static class Report
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"# Under strain, measured {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}; clients, gateway and hosts share these cores. `bench/strain/run.sh` does it again.").AppendLine();
        page.AppendLine("| what is done | what is asked | what came | |").AppendLine("|---|---|---|---|");
        foreach (Outcome outcome in outcomes)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {outcome.What} | {outcome.Asked} | {outcome.Saw} | {(outcome.Reached ? "reached" : "missed")} |");
        }

        return page.ToString();
    }
}
