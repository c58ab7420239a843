namespace Gateway.Api;

internal static class ApiServices
{
    public static void AddApi(this IServiceCollection services) => services.AddSingleton<Idempotency>();

    /// <summary>What every admin request passes once it is known who calls: a replayed answer is for those who may have it.</summary>
    public static void UseApi(this IApplicationBuilder admin)
    {
        Idempotency idempotency = admin.ApplicationServices.GetRequiredService<Idempotency>();
        admin.Use((context, next) => idempotency.InvokeAsync(context, next.Invoke));
    }
}
