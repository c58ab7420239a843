using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Gateway.Core.Names;

namespace Gateway;

/// <summary>Every setting there is, read off the options classes: a name outside this list is refused, from any source.</summary>
internal static class SettingKeys
{
    /// <summary>One options class per section: a new feature adds its line here.</summary>
    public static IReadOnlyList<(string Name, Type Options)> Sections { get; } =
    [
        (GatewayOptions.Section, typeof(GatewayOptions)),
        (Telemetry.Access.AccessLogOptions.Section, typeof(Telemetry.Access.AccessLogOptions)),
        (Storage.Sqlite.Backups.BackupsOptions.Section, typeof(Storage.Sqlite.Backups.BackupsOptions)),
        (Passports.EnvironmentOptions.Section, typeof(Passports.EnvironmentOptions)),
        (Hooks.HooksOptions.Section, typeof(Hooks.HooksOptions)),
        (Hosts.HostsOptions.Section, typeof(Hosts.HostsOptions)),
        (Notifications.NotificationsOptions.Section, typeof(Notifications.NotificationsOptions)),
        (Registry.PushOptions.Section, typeof(Registry.PushOptions)),
        (Rollouts.RolloutsOptions.Section, typeof(Rollouts.RolloutsOptions)),
        (Routing.LimitsOptions.Section, typeof(Routing.LimitsOptions)),
        (Security.Tokens.JwtOptions.Section, typeof(Security.Tokens.JwtOptions)),
        (Security.SecurityOptions.Section, typeof(Security.SecurityOptions)),
        (Security.Tls.TlsOptions.Section, typeof(Security.Tls.TlsOptions)),
        (Telemetry.TracingOptions.Section, typeof(Telemetry.TracingOptions)),
    ];

    /// <summary><c>Section:Name</c> → what it is.</summary>
    public static IReadOnlyDictionary<string, Setting> All { get; } = Sections
        .SelectMany(section => Properties(section.Options).Select(property => new Setting(section.Name, property)))
        .ToDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);

    /// <returns>A sentence for every key under a section of ours that no setting has.</returns>
    public static IEnumerable<string> Unknown(IConfiguration configuration) =>
        from section in Sections
        from pair in configuration.GetSection(section.Name).AsEnumerable()
        where pair.Value is not null && Find(pair.Key) is null
        select $"{pair.Key} {NearestName.Unknown(pair.Key[(section.Name.Length + 1)..], [.. Properties(section.Options).Select(property => property.Name)])}.";

    public static string Range(RangeAttribute range) => range.Maximum is double and > int.MaxValue ? $"at least {range.Minimum}" : $"from {range.Minimum} to {range.Maximum}";

    private static IEnumerable<PropertyInfo> Properties(Type options) => options.GetProperties().Where(property => property.CanWrite);

    /// <summary>List settings have an index behind their name: <c>Notifications:Webhooks:0</c>.</summary>
    private static Setting? Find(string key)
    {
        string name = string.Join(':', key.Split(':').Take(2));
        return All.TryGetValue(name, out Setting? setting) && (setting.IsList || name.Length == key.Length) ? setting : null;
    }

    /// <summary>One setting: a property of an options class.</summary>
    internal sealed record Setting(string Section, PropertyInfo Property)
    {
        public string Key => $"{Section}:{Property.Name}";

        /// <summary>Meaning, unit and range, as <c>--help</c> shows them.</summary>
        public string Description => string.Join(' ', ((string?[])
        [
            Property.GetCustomAttribute<DescriptionAttribute>()?.Description,
            IsDuration ? "A duration: 250ms, 60s, 15m, 24h." : null,
            Property.GetCustomAttribute<RangeAttribute>() is { } range ? $"Must be {Range(range)}." : null,
        ]).OfType<string>());

        public bool IsDuration => (Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType) == typeof(TimeSpan);

        public bool IsList => Property.PropertyType.IsArray || Property.PropertyType.IsGenericType && !Property.PropertyType.IsValueType;
    }
}
