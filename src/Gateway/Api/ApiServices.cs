namespace Gateway.Api;

internal static class ApiServices
{
    public static void AddApi(this IServiceCollection services) => services.AddSingleton<Idempotency>();

    /// <summary>What every admin request passes before it is routed.</summary>
    public static void UseApi(this IApplicationBuilder admin)
    {
        admin.UseRequestIds();
        Idempotency idempotency = admin.ApplicationServices.GetRequiredService<Idempotency>();
        admin.Use((context, next) => idempotency.InvokeAsync(context, next.Invoke));
    }
}
