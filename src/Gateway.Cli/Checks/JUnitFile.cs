using System.Xml.Linq;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Checks;

/// <summary>Results as JUnit's XML, which every CI system shows; what is inconclusive is skipped there, and says why.</summary>
internal static class JUnitFile
{
    public static void Write(string file, string suite, IReadOnlyList<Finding> checks) => new XDocument(new XElement(
        "testsuites",
        new XElement(
            "testsuite",
            new XAttribute("name", suite),
            new XAttribute("tests", checks.Count),
            new XAttribute("failures", checks.Count(check => check.Result == CheckResult.Failed)),
            new XAttribute("skipped", checks.Count(check => check.Result == CheckResult.Inconclusive)),
            checks.Select(Case)))).Save(file);

    private static XElement Case(Finding check)
    {
        int dot = check.Check.IndexOf('.', StringComparison.Ordinal);
        return new XElement(
            "testcase",
            new XAttribute("classname", dot < 0 ? check.Check : check.Check[..dot]),
            new XAttribute("name", check.Check),
            check.Result switch
            {
                CheckResult.Failed => new XElement("failure", new XAttribute("message", check.Says)),
                CheckResult.Inconclusive => new XElement("skipped", new XAttribute("message", check.Says)),
                _ => new XElement("system-out", check.Says),
            });
    }
}
