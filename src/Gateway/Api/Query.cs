using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Api;

/// <summary>A request's query, read strictly: unknown names and wrong values are collected, then refused together.</summary>
internal sealed class Query
{
    private readonly IQueryCollection _values;
    private readonly List<ProblemItem> _problems;

    /// <param name="known">Every name that this call understands.</param>
    public Query(HttpRequest request, params string[] known)
    {
        _values = request.Query;
        _problems = [.. from name in _values.Keys where !known.Contains(name) select new ProblemItem(name, $"is not known here; known are {string.Join(", ", known)}")];
    }

    public string? Text(string name) => _values[name] is [{ Length: > 0 } text] ? text : Absent<string>(name, "must be given once and not empty");

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => Wrong<bool>(name, "must be true or false"),
    };

    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : Wrong<DateTimeOffset?>(name, "must be a time such as 2026-01-31T12:00:00Z");

    public long? Number(string name, long least, long most) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most ? number
        : Wrong<long?>(name, $"must be a whole number from {least} to {most}");

    public string? OneOf(string name, params string[] words) => Text(name) is not { } text ? null
        : words.Contains(text) ? text
        : Wrong<string>(name, $"must be one of {string.Join(", ", words)}");

    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public void Check()
    {
        if (_problems.Count > 0)
        {
            throw RefusedException.Invalid(_problems);
        }
    }

    private T? Absent<T>(string name, string message) => _values.ContainsKey(name) ? Wrong<T>(name, message) : default;

    private T? Wrong<T>(string name, string message)
    {
        _problems.Add(new ProblemItem(name, message, _values[name]));
        return default;
    }
}
