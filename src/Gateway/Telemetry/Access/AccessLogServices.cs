namespace Gateway.Telemetry.Access;

/// <summary>The access log: nothing stands in a request's way while it is off.</summary>
internal static class AccessLogServices
{
    public static void AddAccessLog(this IServiceCollection services)
    {
        services.AddOptions<AccessLogOptions>().BindConfiguration(AccessLogOptions.Section);
        services.AddSingleton<AccessLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessLog>());
    }

    public static void UseAccessLog(this IApplicationBuilder app)
    {
        AccessLog log = app.ApplicationServices.GetRequiredService<AccessLog>();
        if (log.IsOn)
        {
            app.Use(next => context => log.TakeAsync(context, next));
        }
    }
}
