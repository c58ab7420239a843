using System.Diagnostics;
using System.Globalization;
using Gateway.EndToEnd.Dashboard;
using Microsoft.Playwright;

namespace Gateway.Strain;

/// <summary>Pages of the dashboard in the system's browser, in a process of their own.</summary>
internal static class Browsers
{
    /// <summary>Until standard input ends; says of each page how many seconds it took to show its models.</summary>
    public static async Task RunAsync(Uri address, int pages)
    {
        Task<int> asked = Task.Run(Console.In.Read);
        await using Chromium chromium = await Chromium.StartAsync();
        await (await chromium.OpenAsync(address)).GotoAsync("/favicon.ico"); // the browser has begun
        for (int opened = 0; opened < pages; opened++)
        {
            IPage page = await chromium.OpenAsync(address);
            page.SetDefaultTimeout(120_000);
            await page.GotoAsync("/events"); // this browser has the styles and scripts by now, as an operator's has
            long started = Stopwatch.GetTimestamp();
            await page.GotoAsync("/");
            await page.GetByRole(AriaRole.Link, new() { Name = ManyModels.Name(0) }).WaitForAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"open {Stopwatch.GetElapsedTime(started).TotalSeconds:0.000}"));
        }

        await asked;
    }
}
