using Gateway.Api;
using Gateway.Contracts;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary><c>/backups</c>: take one, list them, fetch one with its artifacts.</summary>
internal static class BackupsApi
{
    public static void AddBackups(this IServiceCollection services)
    {
        services.AddOptions<BackupsOptions>().BindConfiguration(BackupsOptions.Section);
        services.AddSingleton<DatabaseBackups>();
        services.AddSingleton<BackupArchive>();
        services.AddHostedService<BackupLoop>();
    }

    public static void MapBackups(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("/backups", "backups").Needs(Permission.Administer, everyModel: true); // they hold the hashes of all keys
        group.MapGet("", List).WithSummary("Backups that are here.");
        group.MapPost("", TakeAsync).WithSummary("Takes one now.");
        group.MapGet("/{name}/archive", Archive).WithSummary("It with every artifact, as a tar.");
    }

    private static Ok<Page<Backup>> List(DatabaseBackups backups) => TypedResults.Ok(new Page<Backup>([.. backups.Folder.All.Select(Show)]));

    private static async Task<Created<Backup>> TakeAsync(DatabaseBackups backups, CancellationToken cancellationToken)
    {
        Backup taken = Show(await backups.TakeAsync(cancellationToken));
        return TypedResults.Created($"/api/v1/backups/{taken.Name}/archive", taken);
    }

    private static PushStreamHttpResult Archive(string name, HttpContext context, DatabaseBackups backups, BackupArchive archive, IOptions<GatewayOptions> options)
    {
        FileInfo backup = backups.Folder.Find(name) ?? throw RefusedException.NotFound("backup", name);
        string latch = Path.Combine(options.Value.DataDirectory, "latch");
        return TypedResults.Stream(stream => archive.WriteAsync(backup, latch, stream, context.RequestAborted), "application/x-tar");
    }

    private static Backup Show(FileInfo file) => new(BackupFolder.Name(file), file.LastWriteTimeUtc, file.Length);
}
