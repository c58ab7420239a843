using System.Globalization;
using Gateway.Contracts;
using Gateway.Core.Names;

namespace Gateway.Api;

/// <summary>A request's query, read strictly: a handler's parameter. Unknown names and wrong values are collected, then refused together.</summary>
/// <remarks>What an endpoint understands it says with <see cref="QueryNamesOfEndpoints.Takes"/>.</remarks>
internal sealed class Query
{
    private readonly IQueryCollection _values;
    private readonly List<ProblemItem> _problems;

    private Query(HttpContext context)
    {
        _values = context.Request.Query;
        _problems = Unknown(context);
    }

    public IReadOnlyList<ProblemItem> Problems => _problems;

    public static ValueTask<Query?> BindAsync(HttpContext context) => ValueTask.FromResult<Query?>(new Query(context));

    /// <returns>A problem for every name that the endpoint does not understand.</returns>
    public static List<ProblemItem> Unknown(HttpContext context)
    {
        string[] known = context.GetEndpoint()?.Metadata.GetMetadata<QueryNames>()?.Names ?? [];
        return [.. from name in context.Request.Query.Keys where !known.Contains(name) select new ProblemItem(name, NearestName.Unknown(name, known))];
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

    public Guid? Id(string name) => Text(name) is not { } text ? null : Guid.TryParse(text, out Guid id) ? id : Wrong<Guid?>(name, "must be an id such as 01a22a71-ae7c-70ea-8412-4de6ca780921");

    public string? OneOf(string name, params string[] words) => Text(name) is not { } text ? null
        : words.Contains(text) ? text
        : Wrong<string>(name, $"must be one of {string.Join(", ", words)}{NearestName.Hint(text, words)}");

    /// <summary>The first name goes without the others.</summary>
    public void Exclude(string name, params string[] others)
    {
        foreach (string other in others.Where(other => _values.ContainsKey(name) && _values.ContainsKey(other)))
        {
            Wrong<object>(other, $"and {name} exclude each other");
        }
    }

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
