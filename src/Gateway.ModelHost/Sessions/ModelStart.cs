namespace Gateway.ModelHost.Sessions;

/// <summary>Loads models after the port is open, one after the other, and looks again if told to.</summary>
internal sealed class ModelStart(ServeOptions options, ModelSet models, ModelRepository repository, TimeProvider time, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration started = lifetime.ApplicationStarted.Register(open.SetResult);
        await open.Task.WaitAsync(stoppingToken); // not before: a process that ends within the runtime's loading, for a port in use, crashes
        await repository.LoadAtStartAsync(lifetime.ApplicationStopping);
        if (options is { Models.Count: 1, Repository: null } && models.All.Single().Failure is not null)
        {
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }

        if (options.Repository is { Control: ModelControl.Poll } folder)
        {
            using PeriodicTimer timer = new(folder.PollEvery, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await repository.PollAsync(stoppingToken);
            }
        }
    }
}
