using System.Text;
using System.Text.Json;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Plans;

/// <summary>Reads gates: <c>"manual"</c>, or a URL that is called.</summary>
internal static class GateReader
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(5);

    /// <returns>Null: no gate, or a problem was found.</returns>
    public static Gate? Read(JsonElement? given, string path, List<ProblemItem> problems)
    {
        if (given is not { ValueKind: not JsonValueKind.Null } gate)
        {
            return null;
        }

        if (gate.ValueKind == JsonValueKind.String && gate.GetString() == "manual")
        {
            return Gate.Manual;
        }

        if (gate.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new ProblemItem(path, "must be \"manual\" or {\"url\":\"https://…\",\"timeout\":\"10s\"}", gate.GetRawText()));
            return null;
        }

        List<ProblemItem> form = [], rules = [];
        Call? call = JsonBody.ParseRight<Call>(Encoding.UTF8.GetBytes(gate.GetRawText()), form, path);
        Gate? read = call is null ? null : Read(call, path, rules);
        problems.AddRange(FormAndRules.Joined(form, rules));
        return form.Count == 0 ? read : null;
    }

    public static JsonElement? Write(Gate? gate) => gate switch
    {
        null => null,
        { Url: null } => JsonSerializer.SerializeToElement("manual"),
        var call => JsonSerializer.SerializeToElement(new Call { Url = call.Url, Timeout = Durations.Format(call.Timeout) }, ContractJson.Options),
    };

    private static Gate? Read(Call call, string path, List<ProblemItem> problems)
    {
        int before = problems.Count;
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            problems.Add(new ProblemItem($"{path}.url", "must be an address such as https://ci.example.com/gate", call.Url?.Contains('@') == true ? null : call.Url));
        }
        else if (url.UserInfo.Length > 0)
        {
            problems.Add(new ProblemItem($"{path}.url", "must hold no user and password: they would be sent to nobody"));
        }

        TimeSpan timeout = StepReader.Duration(call.Timeout, Timeout, $"{path}.timeout", problems);
        if (timeout < LeastTimeout || timeout > MostTimeout)
        {
            problems.Add(new ProblemItem($"{path}.timeout", "must be from 100ms to 5m: the whole call, with what is tried again", call.Timeout));
        }

        return problems.Count == before ? new Gate(call.Url, timeout) : null;
    }

    private sealed record Call
    {
        public string? Url { get; init; }

        public string? Timeout { get; init; }
    }
}
