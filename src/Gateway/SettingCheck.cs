using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Gateway;

/// <summary>Holds one section against its options class, and finds all that is wrong.</summary>
internal static class SettingCheck
{
    public static IEnumerable<string> Problems(IConfigurationSection section, Type type)
    {
        List<string> problems = [];
        object options = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            if (Value(section.GetSection(property.Name), property, problems) is { } value)
            {
                property.SetValue(options, value);
                problems.AddRange(property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value))
                    .Select(rule => $"{section.Key}:{property.Name}: \"{section[property.Name]}\" {Must(rule, property.Name)}."));
            }
        }

        problems.AddRange((options as IValidatableObject)?.Validate(new ValidationContext(options))
            .Select(result => $"{section.Key}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}.") ?? []);
        return problems;
    }

    /// <returns>Null: it is not given, or it is none of its type.</returns>
    private static object? Value(IConfigurationSection given, PropertyInfo property, List<string> problems)
    {
        try
        {
            return given.Exists() ? given.Get(property.PropertyType) : null;
        }
        catch (Exception problem) when (problem is InvalidOperationException or FormatException)
        {
            problems.Add($"{given.Path}: \"{given.Value}\" must be {Form(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)}.");
            return null;
        }
    }

    private static string Form(Type type) => type == typeof(bool) ? "true or false" : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) ? "a number" : type == typeof(Uri) ? "a URL" : type.IsEnum ? string.Join(" or ", type.GetEnumNames().Select(JsonNamingPolicy.CamelCase.ConvertName)) : $"a {type.Name}";

    private static string Must(ValidationAttribute rule, string name) => rule switch
    {
        RangeAttribute range => $"must be {SettingKeys.Range(range)}",
        RequiredAttribute => "must not be empty",
        _ => rule.FormatErrorMessage(name),
    };
}
