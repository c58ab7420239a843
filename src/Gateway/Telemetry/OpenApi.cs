namespace Gateway.Telemetry;

/// <summary>The admin API's description and its page.</summary>
internal static class OpenApi
{
    public static void AddOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options => options.CustomSchemaIds(type => type.FullName!.Replace("Gateway.Contracts.", "", StringComparison.Ordinal)));
    }

    public static void UseOpenApi(this IApplicationBuilder admin)
    {
        admin.UseSwagger();
        admin.UseSwaggerUI(options => options.DocumentTitle = "Gateway admin API");
    }
}
